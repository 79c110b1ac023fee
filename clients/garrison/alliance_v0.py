"""`garrison.alliance_v0`: several defenders of one base, for PettingZoo. Importing it registers `garrison/alliance_v0` there.

from garrison import alliance_v0

env = alliance_v0.parallel_env(level="garrison-2", seats=3, ownership="zones")
"""

import os
from collections.abc import Sequence
from typing import Any, ClassVar

from garrison.backend import Backend
from garrison.level_source import Level
from garrison.pettingzoo_registry import registered
from garrison.seat_batch import SeatBatchEnv
from garrison.seat_env import MODES, SeatEnv
from garrison.seat_options import Views, level_options, view_names
from garrison_proto.modes import AllianceRules, Ownership, Purse, Reward
from garrison_proto.records import Autoreset

__all__ = ["batch_env", "env", "parallel_env", "raw_env"]

VIEWS = ("structured_norm", "allies")


class parallel_env(SeatEnv):
    """One game; see SeatEnv. Agents are `seat_0`, `seat_1`, ...

    Observation by default: float32 (598 + seats * 38,), the normalised state as this seat sees it and then the allies, its own seat
    first. Action by default: one of the named actions of the space `sites`, among them gifts of gold. Reward: as `reward` says.
    """

    metadata: ClassVar[dict[str, Any]] = SeatEnv.metadata | {"name": "alliance_v0"}

    def __init__(
        self, level: str | os.PathLike[str] = "garrison-1", seats: int = 2, *, reward: Reward = "shared", ownership: Ownership = "builder",
        finder_share: float = 0.5, purse: Purse = "split", views: Views = VIEWS, action_space: str = "sites",
        action_mask: bool | None = None, ticks_per_step: int = 16, max_ticks: int = 60_000, max_cycles: int | None = None,
        step_penalty: bool = False, record: bool = False, target: str | Backend | None = None, token: str | None = None,
        lease_s: float = 60.0, render_mode: str | None = None, render_size: int = 512,
    ) -> None:  # fmt: skip
        """level: of the server, `generated:SEED:DIFFICULTY`, or the path of a level file. seats: 1 to 4.
        reward, ownership, finder_share, purse: see garrison_proto.modes.AllianceRules.
        views: what is observed; float32 ones are joined into one vector, others are a dict by name. action_space: "sites",
        "grid:SPLIT", "native" or "native:tuple". action_mask: None: for "grid" and "sites" only.
        max_cycles: steps of a game, in place of `max_ticks`. target: None or "local", an address, or a Backend.
        render_mode: "human" prints every seat's brief words, "ansi" gives them, "rgb_array" gives a picture.

        Raises OptionError, and InvalidArgumentError with the server's words.
        """
        options = level_options(
            AllianceRules(seats, reward, ownership, finder_share, purse), (level,), views, action_space, action_mask, ticks_per_step,
            max_ticks, max_cycles, (self.words,) if render_mode in MODES[:2] else (), step_penalty=step_penalty, record=record,
            lease_s=lease_s,
        )  # fmt: skip
        super().__init__(options, view_names(views), action_space, target, token, render_mode, render_size)


class batch_env(SeatBatchEnv):
    """Many games; see SeatBatchEnv. Observation and action by default as in `parallel_env`."""

    def __init__(
        self, games: int, level: Level | None = None, seats: int = 2, *, levels: Sequence[Level] | None = None, reward: Reward = "shared",
        ownership: Ownership = "builder", finder_share: float = 0.5, purse: Purse = "split", views: Views = VIEWS,
        action_space: str = "sites", action_mask: bool | None = None, ticks_per_step: int = 16, max_ticks: int = 60_000,
        max_cycles: int | None = None, step_penalty: bool = False, autoreset: Autoreset = "same_step",
        target: str | Backend | None = None, token: str | None = None, lease_s: float = 60.0, threads: int = 1,
    ) -> None:  # fmt: skip
        """The options are those of one game; level or levels: one for all, or game i plays levels[i % len(levels)].
        threads: how many a step in this process may use."""
        options = level_options(
            AllianceRules(seats, reward, ownership, finder_share, purse), levels or (level or "garrison-1",), views, action_space,
            action_mask, ticks_per_step, max_ticks, max_cycles, slots=games, autoreset=autoreset, step_penalty=step_penalty,
            lease_s=lease_s,
        )  # fmt: skip
        super().__init__(options, view_names(views), action_space, target, token, threads)


raw_env, env = registered("alliance_v0", parallel_env)
