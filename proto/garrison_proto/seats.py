"""Plain records of what is said to one who joins a seat; see seats.proto, whose messages say the same."""

from dataclasses import dataclass, field

from garrison_proto.modes import Rules
from garrison_proto.records import ActionSpec, Autoreset, Views, ViewSpec


@dataclass(frozen=True)
class Seated:
    """Which seat it is, and what to expect there."""

    slot: int
    seat: int
    seats: int  # in the slot
    mode: str
    level: str  # its name; in the commons "commons"
    level_document: bytes  # JSON; empty in the commons
    engine_version: str
    views: tuple[ViewSpec, ...]  # of this seat alone, without axes of slots or seats
    action: ActionSpec  # of this seat
    ticks_per_step: int
    seat_deadline_s: float  # how long a round waits after its first action
    lease_s: float
    acted: int = 0  # the turn that the seat has acted in already and that is not over; 0: none
    autoreset: Autoreset = "none"
    rules: Rules | None = None

    @property
    def name(self) -> str:
        """The agent's, as PettingZoo has it."""
        return "attacker" if self.mode == "siege" and self.seat == self.seats - 1 else f"seat_{self.seat}"


@dataclass(frozen=True)
class Heard:
    """What a seat hears from an ally."""

    seat: int  # who said it
    text: str


@dataclass(frozen=True)
class Turn:
    """The slot as one seat may know it; what happened is of the round before."""

    number: int  # of this state of the slot; grows with every change
    step: int  # decisions taken in the episode
    tick: int
    views: Views  # by name: an array as its spec says, or a string
    reward: float = 0.0
    code: int = 0  # of this seat's action; 0: accepted
    no_effect: bool = False
    terminated: bool = False
    truncated: bool = False
    was_reset: bool = False  # the views are the first of a new episode
    score: float = 0.0
    status: int = 0  # 0 running, 1 won, 2 lost, 3 cut; with same-step autoreset of the old episode where one has just ended
    silent: tuple[int, ...] = ()  # seats that played a no-op because they had not acted in time
    heard: tuple[Heard, ...] = ()
    final: Views = field(default_factory=dict)  # same-step autoreset: the last views of the episode that has just ended

    @property
    def over(self) -> bool:
        """Whether the episode has just ended."""
        return self.terminated or self.truncated


@dataclass(frozen=True)
class SeatState:
    """One seat, as the opener is told of it."""

    slot: int
    seat: int
    taken: bool  # somebody sits there just now
    awaited: bool  # rounds wait for it
    actions: int  # rounds in which it acted
    silences: int  # rounds in which it did not
