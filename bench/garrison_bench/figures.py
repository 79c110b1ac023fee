"""The figures that the bench reports, each with the bar it must reach, and what one measurement of it holds."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Figure:
    """One key of the bench's JSON. A figure without a bar is the measure that another is held against."""

    key: str
    about: str
    unit: str
    bar: float | None = None
    wanted: Literal["at least", "at most"] = "at least"

    def holds(self, value: float | None) -> bool:
        """Whether a measured value reaches the bar; always, where there is no bar or nothing was measured."""
        compare: Callable[[float, float], bool] = operator.ge if self.wanted == "at least" else operator.le
        return self.bar is None or value is None or compare(value, self.bar)


@dataclass(frozen=True)
class Measured:
    """One figure's median and the load it was measured under, in words; None and the reason where it could not be measured."""

    key: str
    value: float | None
    load: str


FIGURES: Final = (
    Figure("engine_ticks_per_s_typical", "engine, typical load", "ticks/s", 2_000_000),
    Figure("engine_ticks_per_s_heavy", "engine, heavy load", "ticks/s", 500_000),
    Figure("engine_scaling_2_threads", "two threads over one", "x", 1.8),
    Figure("alliance4_over_single", "an alliance of four over one seat", "x", 0.6),
    Figure("structured_per_s", "structured observations", "1/s", 1_000_000),
    Figure("text_per_s", "text observations", "1/s", 20_000),
    Figure("pixels_512_per_s", "frames of 512 pixels a side", "1/s", 8_000),
    Figure("pixels_84_per_s", "frames of 84 pixels a side", "1/s", 80_000),
    Figure("commons_seat_steps_per_s", "the commons, 64 seats a game", "seat-steps/s", 5_000_000),
    Figure("brief_per_s", "brief observations", "1/s", 20_000),
    Figure("say_p50_ms", "a language model's reply: parse, step, prompt", "ms", 2, "at most"),
    Figure("snapshot_us", "snapshot of one episode", "us", 20, "at most"),
    Figure("restore_us", "restore of one episode", "us", 20, "at most"),
    Figure("rpc_step_p50_us", "one episode's step over gRPC", "us"),
    Figure("rpc_echo_p50_us", "a bare gRPC echo of the same sizes", "us"),
    Figure("rpc_step_over_echo", "step over echo", "x", 1.3, "at most"),
    Figure("local_batch256_steps_per_s", "batch of 256 in process", "steps/s"),
    Figure("rpc_batch256_steps_per_s", "batch of 256 over gRPC", "steps/s"),
    Figure("rpc_over_local", "gRPC over in process", "x", 0.6),
    Figure("rpc_pixels_512_per_s", "steps and frames of 512 over gRPC", "1/s", 500),
    Figure("window_frames_per_s", "frames a second of the window", "1/s", 60),
    Figure("window_frames_behind", "frames that the window is behind", "frames", 1, "at most"),
    Figure("rpc_say_p50_ms", "a reply over gRPC, one conversation", "ms"),
    Figure("rpc_say_crowd_over_alone", "the same among 64 conversations", "x", 1.2, "at most"),
    Figure("rss_mb_1024_slots", "server's memory, 1,024 slots", "MB", 350, "at most"),
    Figure("start_warm_s", "server start, warm kernel cache", "s", 3, "at most"),
    Figure("vector_steps_per_s_256_local", "256 environments in process", "steps/s", 100_000),
    Figure("sb3_ppo_fps", "PPO of Stable-Baselines3", "steps/s"),
    Figure("sb3_ppo_fps_over_null", "PPO over PPO on nothing", "x", 0.85),
    Figure("apex_steps_per_s_1_actor", "one actor of Ape-X", "steps/s"),
    Figure("apex_scaling_2_actors", "two actors over one", "x", 1.6),
)
BY_KEY: Final = {figure.key: figure for figure in FIGURES}
