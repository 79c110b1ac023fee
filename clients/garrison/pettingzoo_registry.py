"""Makes an environment known to PettingZoo, in both of its forms: all agents at once, and turn by turn."""

from collections.abc import Callable
from typing import Any

from garrison.errors import MissingExtraError

try:
    from pettingzoo.env_registry.registration import aec_registry, parallel_registry, register
    from pettingzoo.utils.conversions import parallel_to_aec
    from pettingzoo.utils.wrappers import OrderEnforcingWrapper
except ImportError as error:
    raise MissingExtraError(
        "games of several seats need pettingzoo 1.27 or newer, which is not installed: pip install 'garrison[marl]'"
    ) from error

Make = Callable[..., Any]


def registered(name: str, parallel_env: Make) -> tuple[Make, Make]:
    """`raw_env`, the game turn by turn, and `env`, that with PettingZoo's check of the order of calls; registers
    `garrison/NAME` with the module `garrison.NAME`."""

    def raw_env(**options: Any) -> Any:
        """The game turn by turn; the options are those of `parallel_env`."""
        return parallel_to_aec(parallel_env(**options))

    def env(**options: Any) -> Any:
        """`raw_env` with PettingZoo's check of the order of calls."""
        return OrderEnforcingWrapper(raw_env(**options))

    identity = f"garrison/{name.replace('_', '-')}"
    if identity not in parallel_registry:
        register("parallel", identity, entry_point=f"garrison.{name}:parallel_env")
    if identity not in aec_registry:
        register("aec", identity, entry_point=f"garrison.{name}:env")
    return raw_env, env
