"""Keys: read from the environment, used, and taken out of every word that is kept."""

import os

from garrison_agents.llm.errors import ConfigError

HIDDEN = "[key]"


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


def without_key(words: str, key: str, most: int = 300) -> str:
    """The words, shortened, on one line, with the key taken out."""
    if key:
        words = words.replace(key, HIDDEN)
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 3] + "..."
