"""`garrison.siege_v0`: an attacker against one defender or several, for PettingZoo. Importing it registers `garrison/siege_v0` there.

from garrison import siege_v0

env = siege_v0.parallel_env(level="garrison-2", seats=2, intensity=1.2)
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
from garrison_proto.modes import AllianceRules, Ownership, Purse, Reward, SiegeRules
from garrison_proto.records import Autoreset

__all__ = ["batch_env", "env", "parallel_env", "raw_env"]

VIEWS = ("structured_norm", "allies", "attacker")


class parallel_env(SeatEnv):
    """One game; see SeatEnv. Agents are `seat_0`, ..., who defend, and `attacker`.

    The defenders observe and act as in `alliance_v0`. The attacker's observation by default is float32 (829,), see docs/siege.md; its
    action one of 271 orders, or, with native actions, kind, road and delay. Its reward is minus the sum of the defenders'.
    """

    metadata: ClassVar[dict[str, Any]] = SeatEnv.metadata | {"name": "siege_v0"}

    def __init__(
        self, level: str | os.PathLike[str] = "garrison-1", seats: int = 1, *, budget: float = 1.0, intensity: float = 1.5,
        reward: Reward = "shared", ownership: Ownership = "builder", finder_share: float = 0.5, purse: Purse = "split",
        views: Views = VIEWS, action_space: str = "sites", action_mask: bool | None = None, ticks_per_step: int = 16,
        max_ticks: int = 60_000, max_cycles: int | None = None, step_penalty: bool = False, record: bool = False,
        target: str | Backend | None = None, token: str | None = None, lease_s: float = 60.0, render_mode: str | None = None,
        render_size: int = 512,
    ) -> None:  # fmt: skip
        """seats: that defend, 1 to 4. budget, intensity: see garrison_proto.modes.SiegeRules. views: of both sides; those that begin with
        `attacker` are the attacker's. render_mode: "human" and "ansi" tell the defenders' side. All else as in `alliance_v0`.

        Raises OptionError, and InvalidArgumentError with the server's words.
        """
        options = level_options(
            SiegeRules(AllianceRules(seats, reward, ownership, finder_share, purse), budget, intensity), (level,), views, action_space,
            action_mask, ticks_per_step, max_ticks, max_cycles, (self.words,) if render_mode in MODES[:2] else (),
            step_penalty=step_penalty, record=record, lease_s=lease_s,
        )  # fmt: skip
        super().__init__(options, view_names(views), action_space, target, token, render_mode, render_size)


class batch_env(SeatBatchEnv):
    """Many games; see SeatBatchEnv. Observations and masks are dicts by group, "defenders" (games, seats, ...) and "attacker" (games, 1,
    ...); actions and rewards have the attacker's column last."""

    def __init__(
        self, games: int, level: Level | None = None, seats: int = 1, *, levels: Sequence[Level] | None = None, budget: float = 1.0,
        intensity: float = 1.5, reward: Reward = "shared", ownership: Ownership = "builder", finder_share: float = 0.5,
        purse: Purse = "split", views: Views = VIEWS, action_space: str = "sites", action_mask: bool | None = None,
        ticks_per_step: int = 16, max_ticks: int = 60_000, max_cycles: int | None = None, step_penalty: bool = False,
        autoreset: Autoreset = "same_step", target: str | Backend | None = None, token: str | None = None, lease_s: float = 60.0,
        threads: int = 1,
    ) -> None:  # fmt: skip
        """The options are those of one game; level or levels: one for all, or game i plays levels[i % len(levels)].
        threads: how many a step in this process may use."""
        options = level_options(
            SiegeRules(AllianceRules(seats, reward, ownership, finder_share, purse), budget, intensity),
            levels or (level or "garrison-1",), views, action_space, action_mask, ticks_per_step, max_ticks, max_cycles, slots=games,
            autoreset=autoreset, step_penalty=step_penalty, lease_s=lease_s,
        )  # fmt: skip
        super().__init__(options, view_names(views), action_space, target, token, threads)


raw_env, env = registered("siege_v0", parallel_env)
