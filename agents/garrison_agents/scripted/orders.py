"""The twelve native actions as functions, in TowerMind's numbering (spec: rules, "The twelve actions")."""

from typing import Final

from garrison_agents.agent import NativeAction

BUILD_ARCHER: Final = 0
BUILD_MAGICIAN: Final = 1
BUILD_KNIGHT: Final = 2
UPGRADE: Final = 3
SELL: Final = 4
RALLY: Final = 7
REINFORCE: Final = 8
SEND_HERO: Final = 9
FIRE_OF_RAGE: Final = 10
RAISE_HEALTH: Final = 11
N_ACTIONS: Final = 12

NOTHING: Final[NativeAction] = (0.0, 0.0, 6)

# Tower kinds as the structured view numbers them; a build action a makes kind 3 - a.
EMPTY: Final = 0
KNIGHT: Final = 1
MAGICIAN: Final = 2
ARCHER: Final = 3
TOP_LEVEL: Final = 3


def build(at: tuple[float, float], kind: int) -> NativeAction:
    """Build a tower of `kind` (KNIGHT, MAGICIAN or ARCHER) at a tower point."""
    return (at[0], at[1], 3 - kind)


def upgrade(at: tuple[float, float]) -> NativeAction:
    return (at[0], at[1], UPGRADE)


def rally(at: tuple[float, float]) -> NativeAction:
    """Move the rally point of the nearest knight tower that reaches it."""
    return (at[0], at[1], RALLY)


def reinforce(at: tuple[float, float]) -> NativeAction:
    return (at[0], at[1], REINFORCE)


def send_hero(at: tuple[float, float]) -> NativeAction:
    return (at[0], at[1], SEND_HERO)


def fire_of_rage() -> NativeAction:
    """The hero burns the ground where it stands."""
    return (0.0, 0.0, FIRE_OF_RAGE)


def raise_health() -> NativeAction:
    return (0.0, 0.0, RAISE_HEALTH)
