"""Plain records of the contract, in NumPy: what a client asks and what a server answers.

The wire's messages and these records say the same; `codec` turns one into the other. A server in process hands the
records over as they are, so that local and remote give the same bytes. `n` is the number of slots a call names.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from garrison_proto.modes import Rules

Autoreset = Literal["next_step", "same_step", "none"]
Views = dict[str, Any]  # view name -> array with the slots in front, or, for text views, a list of strings


@dataclass(frozen=True)
class ViewSpec:
    """One form of observation. Tensors have dtype, shape, low and high; texts have max_length only."""

    name: str
    kind: Literal["tensor", "text"]
    dtype: str = ""  # numpy name: "float32", "uint8"
    shape: tuple[int, ...] = ()  # of one slot, or of one seat
    low: float = 0.0
    high: float = 0.0
    max_length: int = 0  # characters
    seats: int = 0  # of a slot that it is made for, on an axis behind the slots'; 0: for the slot as a whole, without that axis
    first_seat: int = 0  # of them

    @property
    def row_shape(self) -> tuple[int, ...]:
        """Of all that a tensor view shows of one slot."""
        return (self.seats, *self.shape) if self.seats else self.shape


@dataclass(frozen=True)
class ActionSpec:
    """`native`: float64 (3,): x, y, action; an attacker's: kind, road, delay. All others: one int64 below n."""

    name: str
    n: int = 0  # number of discrete actions; 0 for native
    labels: tuple[str, ...] = ()  # what each discrete action does, in words; may be empty


@dataclass(frozen=True)
class OpenOptions:
    """What a session plays and how it is shown. Slot i plays levels[i % len(levels)]."""

    levels: tuple[str, ...] = ()  # names of the server's levels
    level_documents: tuple[bytes, ...] = ()  # level files sent along; they follow the named ones
    mode: str = "defense"  # or alliance, siege, commons
    slots: int = 1
    views: tuple[str, ...] = ("structured",)
    action_space: str = "native"
    autoreset: Autoreset = "none"
    ticks_per_step: int = 16  # 1 to 250
    max_ticks: int = 60_000  # the episode is truncated then; 0: never
    step_penalty: bool = False
    lease_s: float = 60.0
    record: bool = False  # keep actions and hashes, so that ExportReplay works
    digits: int = 3  # text view: digits after the point
    session_id: str = ""  # a UUID of the client's choice
    seeds: tuple[int, ...] = ()  # (slots,) each slot's first seed, for a reset without seeds; (): drawn by the server
    codec: Literal["raw", "zlib"] = "raw"  # how tensors travel
    watchable: bool = False  # anybody who may use the server may watch
    rules: Rules | None = None  # of the mode; None: its defaults
    joinable: bool = False  # every seat is played by whoever joins with its token; not in defense
    seat_deadline_s: float = 30.0  # joinable: how long a round waits after its first action


@dataclass(frozen=True)
class Opened:
    """The server's answer to an open: what to expect of every later answer."""

    session_id: str
    resume_token: str
    views: tuple[ViewSpec, ...]
    action: ActionSpec
    levels: tuple[str, ...]  # the name of the level each slot plays, (slots,); in the commons "commons"
    level_hashes: tuple[str, ...]  # sha256 hex of each, (slots,); with several seats of level and rules together
    engine_version: str
    lease_s: float
    seats: int = 0  # agents in each slot; 0: one, and nothing has an axis of seats (defense)
    attacker_action: ActionSpec | None = None  # siege: the last seat's; `action` is then the defenders'
    seat_tokens: tuple[str, ...] = ()  # joinable: (slots * seats,) what opens each seat, slot by slot

    @property
    def agents(self) -> tuple[str, ...]:
        """The seats' names, as PettingZoo has them: `seat_0`, ..., and, last in siege, `attacker`."""
        defenders = self.seats - (self.attacker_action is not None)
        names = tuple(f"seat_{k}" for k in range(max(defenders, 1)))
        return names if self.attacker_action is None else (*names, "attacker")


@dataclass
class Outcome:
    """The answer to reset, step, restore and fork; row i belongs to slots[i].

    In modes of several seats what is marked (n,*) is (n, seats), and views have the axis that their specs say; a text view is
    then a list of n times its seats strings, slot by slot.
    With same-step autoreset a finished slot's row shows the new episode, and `final` holds the old one's last views.
    """

    slots: NDArray[np.int32]  # (n,)
    views: Views
    rewards: NDArray[np.float64]  # (n,*)
    terminated: NDArray[np.bool_]  # (n,)
    truncated: NDArray[np.bool_]  # (n,)
    was_reset: NDArray[np.bool_]  # (n,) the row is the first of a new episode
    codes: NDArray[np.int16]  # (n,*) error code of the action just applied; 0: accepted
    no_effect: NDArray[np.bool_]  # (n,*) accepted, yet the world went on as after a no-op
    ticks: NDArray[np.int64]  # (n,)
    steps: NDArray[np.int64]  # (n,)
    hashes: NDArray[np.uint64]  # (n,) state hash
    scores: NDArray[np.float64]  # (n,) sum of leak rewards, without penalty
    status: NDArray[np.int8]  # (n,) 0 running, 1 won, 2 lost, 3 cut by the limit; of the old episode in a final row
    seeds: NDArray[np.uint64]  # (n,) the seed of the episode that the row's views show
    final_rows: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))  # (m,) rows with a final view
    final: Views = field(default_factory=dict)  # views of the m finished episodes


@dataclass(frozen=True)
class LevelInfo:
    name: str
    title: str
    hash: str  # sha256 hex of the level's content


@dataclass(frozen=True)
class ServerInfo:
    version: str
    engine_version: str
    capabilities: tuple[str, ...]
    levels: tuple[LevelInfo, ...]
    max_message_bytes: int
    max_slots: int
    max_lease_s: float


@dataclass(frozen=True)
class Description:
    """All that may be known of a scenario before it is played."""

    level: LevelInfo
    mode: str
    views: tuple[ViewSpec, ...]
    actions: tuple[ActionSpec, ...]
    action_names: tuple[str, ...]  # of the native actions, by index
    error_texts: tuple[str, ...]  # by error code
    rules: dict[str, Any]  # JSON: towers, enemies (with type numbers), knight, reinforcements, hero, and the level's own numbers
    level_document: bytes  # the level file itself
