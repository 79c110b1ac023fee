"""Keys: read from the environment, used, and taken out of every word that is kept."""

import os
from collections.abc import Iterable

from garrison_agents.llm.config import SECRETS
from garrison_agents.llm.errors import ConfigError

HIDDEN = "[key]"
SHORTEST = 8  # characters; what is shorter is no key, and would be taken out of words that hold it by chance


def read_key(variable: str, model: str) -> str:
    """The key in an environment variable; "" for no variable. Raises ConfigError, which does not show the key."""
    if not variable:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise ConfigError(
            f'models.{model}: no key in the environment variable {variable}; set it, or api_key_env = "" for an endpoint that wants none'
        )
    if not key.isascii() or not key.isprintable():
        raise ConfigError(f"models.{model}: the key in {variable} holds characters that no header can")
    return key


def environment_keys() -> tuple[str, ...]:
    """The values of all variables that are called like keys: a library may have used any of them."""
    return tuple(value for name, value in os.environ.items() if SECRETS.search(name) and len(value) >= SHORTEST)


def without_keys(words: str, keys: Iterable[str], most: int = 300) -> str:
    """The words, shortened, on one line, with the keys taken out."""
    for key in keys:
        if key:
            words = words.replace(key, HIDDEN)
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 3] + "..."
