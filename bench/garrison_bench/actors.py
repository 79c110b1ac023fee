"""How much faster two actors of Ape-X play than one; not measured without Ray."""

from collections.abc import Iterator
from typing import Final

from garrison_bench.figures import Measured

ROUNDS: Final = 9
REPLAY_SIZE: Final = 20_000  # decisions


def actor_figures() -> Iterator[Measured]:
    """The two figures of Ape-X."""
    try:
        from garrison_agents.apex.settings import ApexSettings
        from garrison_bench.apex import one_and_two_actors
    except ModuleNotFoundError as error:
        why = f"not measured: {error.name} is not installed: pip install 'garrison[ray]'"
        yield Measured("apex_steps_per_s_1_actor", None, why)
        yield Measured("apex_scaling_2_actors", None, why)
        return
    yield from one_and_two_actors(ROUNDS, ApexSettings(replay_size=REPLAY_SIZE))
