"""Who plays: the mode, the people at this window, and the agents that sit with or against them."""

from dataclasses import dataclass
from typing import Any, Final

from garrison.errors import OptionError
from garrison_proto.modes import MOST_DEFENDERS, AllianceRules, CommonsRules, Rules, SiegeRules

MODES: Final = ("defense", "alliance", "siege", "commons")
MOST_PEOPLE: Final = 2  # at one window: one with the mouse, one with the keyboard
LANES: Final = (3, 64)  # fewest and most seats of the commons
GRAPHS: Final = ("ring", "grid", "random")
KEEPER: Final = "keep:match"  # keeps a lane where nobody else is named


@dataclass(frozen=True)
class Lineup:
    """Seats in their order: people, partners, and in a siege the attacker last. Raises OptionError for what cannot be played.

    people: those who defend, or keep a lane. partners: agents who defend, by name; in the commons they take turns in sitting down.
    attacker: the agent that attacks, or "" where a person does. lanes, graph: of the commons.
    """

    mode: str = "defense"
    people: int = 1
    partners: tuple[str, ...] = ()
    attacker: str = ""
    lanes: int = 8
    graph: str = "ring"

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise OptionError("--mode", repr(self.mode), f"one of {', '.join(MODES)}")
        if self.mode == "commons":
            self._check_commons()
            return
        if not 0 <= self.people <= MOST_PEOPLE:
            raise OptionError("--people", self.people, f"1 or {MOST_PEOPLE} at this window")
        if self.mode == "defense" and (self.people, self.partners, self.attacker) != (1, (), ""):
            raise OptionError("--mode", "defense with others", "--mode alliance to play together, --mode siege against an attacker")
        if self.mode == "alliance" and (self.attacker or self.people == 0):
            raise OptionError("--mode", "alliance with an attacker", "--mode siege for that")
        if self.mode == "alliance" and not 2 <= self.defenders <= MOST_DEFENDERS:
            raise OptionError("--with", f"{self.defenders} in all", f"2 to {MOST_DEFENDERS} in an alliance, the people among them")
        if self.mode == "siege" and (self.people == 0) == bool(self.attacker):
            raise OptionError("--against", "nobody to play against", "an attacker, such as attack-waves; with --attack a defender")
        if self.mode == "siege" and not 1 <= self.defenders <= MOST_DEFENDERS:
            raise OptionError("--with", f"{self.defenders} defenders", f"1 to {MOST_DEFENDERS}")

    def _check_commons(self) -> None:
        if self.attacker or not 0 <= self.people <= 1:
            raise OptionError("--people", f"{self.people} in the commons", "1, who keeps a lane, or 0 to look on; nobody attacks there")
        if not LANES[0] <= self.lanes <= LANES[1]:
            raise OptionError("--lanes", self.lanes, f"{LANES[0]} to {LANES[1]}")
        if self.graph not in GRAPHS:
            raise OptionError("--graph", repr(self.graph), f"one of {', '.join(GRAPHS)}")

    @property
    def defenders(self) -> int:
        """How many defend; in the commons how many keep a lane."""
        return self.lanes if self.mode == "commons" else self.people + len(self.partners)

    @property
    def attacks(self) -> bool:
        """Whether the person at the window attacks."""
        return self.mode == "siege" and not self.attacker

    @property
    def seats_of_people(self) -> tuple[int, ...]:
        """Those who sit at the window."""
        return (self.defenders,) if self.attacks else tuple(range(self.people))

    @property
    def agents(self) -> dict[int, str]:
        """Who sits at the other seats, by seat."""
        if self.mode == "commons":
            keepers = self.partners or (KEEPER,)
            return {seat: keepers[(seat - self.people) % len(keepers)] for seat in range(self.people, self.lanes)}
        seated = dict(enumerate(self.partners, self.people))
        return {**seated, self.defenders: self.attacker} if self.attacker else seated

    @property
    def names(self) -> tuple[str, ...]:
        """What the seats are called in the window."""
        if self.mode == "commons":
            return tuple("You" if seat < self.people else f"Seat {seat}" for seat in range(self.lanes))
        people = ["You"] if self.people == 1 else [f"Player {number + 1}" for number in range(self.people)]
        names = [*people, *(shown_name(agent) for agent in self.partners)]
        return (*names, "You" if self.attacks else shown_name(self.attacker)) if self.mode == "siege" else tuple(names)

    @property
    def title(self) -> str:
        """Who plays, in a few words."""
        if self.mode == "commons":
            return f"The commons of {self.lanes}"
        if self.mode == "siege":
            return f"You attack {self.names[0]}" if self.attacks else f"Against {shown_name(self.attacker)}"
        return "Alone" if self.mode == "defense" else " and ".join(self.names)

    @property
    def rules(self) -> Rules | None:
        """Of the mode."""
        if self.mode == "alliance":
            return AllianceRules(seats=self.defenders)
        if self.mode == "commons":
            return CommonsRules(self.lanes, self.graph)
        return SiegeRules(AllianceRules(seats=self.defenders)) if self.mode == "siege" else None

    @property
    def options(self) -> dict[str, Any]:
        """What an opening says of it."""
        return {"mode": self.mode, "rules": self.rules}


def shown_name(agent: str) -> str:
    """An agent's name, without folders and short."""
    return agent.replace("\\", "/").rpartition("/")[2][-16:].capitalize()


def lineup_of(
    mode: str, partners: tuple[str, ...], against: str, attack: bool, people: int | None, lanes: int = 8, graph: str = "ring"
) -> Lineup:
    """The lineup that a command line means; what it leaves out follows from the rest. Raises OptionError."""
    mode = mode or ("siege" if against or attack else "alliance" if partners or (people or 0) > 1 else "defense")
    if mode == "commons":
        if against or attack:
            raise OptionError("--against", repr(against), "nothing in the commons: nobody attacks there")
        return Lineup(mode, 1 if people is None else people, partners, "", lanes, graph)
    if people == 0:
        raise OptionError("--people", people, f"1 or {MOST_PEOPLE}; 0, to look on, in the commons alone")
    if mode == "siege" and attack:
        if people:
            raise OptionError("--people", people, "nothing with --attack: one person attacks")
        return Lineup(mode, 0, (*((against,) if against else ()), *partners))
    if against and mode != "siege":
        raise OptionError("--against", repr(against), f"nothing in {mode}: it belongs to --mode siege")
    return Lineup(mode, people or (2 if mode == "alliance" and not partners else 1), partners, against)
