"""The modes, and the rules that each of several seats adds to its level; see modes.proto.

A seat is one agent in a slot. Siege's last seat attacks, all others of every mode but the commons defend.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Mode = Literal["defense", "alliance", "siege", "commons"]
Reward = Literal["shared", "split", "own"]
Ownership = Literal["builder", "zones"]
Purse = Literal["split", "full"]

MODES: Final[tuple[Mode, ...]] = get_args(Mode)
REWARDS: Final[tuple[Reward, ...]] = get_args(Reward)
OWNERSHIPS: Final[tuple[Ownership, ...]] = get_args(Ownership)
PURSES: Final[tuple[Purse, ...]] = get_args(Purse)
MOST_DEFENDERS: Final = 4
LONGEST_MESSAGE: Final = 120  # characters of what a seat says in one step


@dataclass(frozen=True)
class AllianceRules:
    """Several defenders of one base, with one life."""

    seats: int = 2  # 1 to 4
    reward: Reward = "shared"  # what a lost life takes: 1 from each, 1 in all in equal parts, or 1 from the seat whose road it was
    ownership: Ownership = "builder"  # of towers
    finder_share: float = 0.5  # of a coin, 0 to 1
    purse: Purse = "split"  # the level's gold shared out, or as much for each


@dataclass(frozen=True)
class SiegeRules:
    """An attacker, the last seat, against one defender or several; zero-sum."""

    defenders: AllianceRules = AllianceRules(seats=1)
    budget: float = 1.0  # of each wave, in costs of the level's own
    intensity: float = 1.5  # the most in one wave, in cost and number of the level's own

    @property
    def seats(self) -> int:
        """The defenders and the attacker."""
        return self.defenders.seats + 1


@dataclass(frozen=True)
class CommonsRules:
    """Keepers of a lane each, and walls that they share; there is no level."""

    seats: int = 8  # 3 to 64
    graph: str = "ring"  # ring, grid or random
    graph_seed: int = 0  # of the random graph
    payoffs: str = "standard"  # a named set
    changes: Mapping[str, float] = field(default_factory=dict)  # payoffs by name that differ from the set's


Rules = AllianceRules | SiegeRules | CommonsRules
RULES: Final[dict[str, type[Rules]]] = {"alliance": AllianceRules, "siege": SiegeRules, "commons": CommonsRules}
