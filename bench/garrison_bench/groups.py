"""Which figures are measured together: those held against each other, or under one load."""

from collections.abc import Callable, Iterator
from typing import Final

from garrison_bench.actors import actor_figures
from garrison_bench.commons import commons_figures
from garrison_bench.engine import engine_figures
from garrison_bench.figures import Measured
from garrison_bench.gateway import crowd_figures, gateway_figures
from garrison_bench.observations import observation_figures
from garrison_bench.pixels import pixel_figures, rpc_pixel_figures
from garrison_bench.rpc import batch_figures, step_figures
from garrison_bench.servers import memory_figures, start_figures
from garrison_bench.snapshots import snapshot_figures
from garrison_bench.vector import learning_figures, vector_figures
from garrison_bench.window import window_figures

GROUPS: Final[tuple[tuple[str, tuple[str, ...], Callable[[], Iterator[Measured]]], ...]] = (
    (
        "engine",
        ("engine_ticks_per_s_typical", "engine_scaling_2_threads", "alliance4_over_single", "engine_ticks_per_s_heavy"),
        engine_figures,
    ),
    ("observations", ("structured_per_s", "text_per_s"), observation_figures),
    ("the commons", ("commons_seat_steps_per_s",), commons_figures),
    ("replies", ("brief_per_s", "say_p50_ms"), gateway_figures),
    ("frames", ("pixels_512_per_s", "pixels_84_per_s"), pixel_figures),
    ("snapshots", ("snapshot_us", "restore_us"), snapshot_figures),
    ("one episode over gRPC", ("rpc_step_p50_us", "rpc_echo_p50_us", "rpc_step_over_echo"), step_figures),
    ("batches over gRPC", ("local_batch256_steps_per_s", "rpc_batch256_steps_per_s", "rpc_over_local"), batch_figures),
    ("frames over gRPC", ("rpc_pixels_512_per_s",), rpc_pixel_figures),
    ("the window", ("window_frames_per_s", "window_frames_behind"), window_figures),
    ("replies over gRPC", ("rpc_say_p50_ms", "rpc_say_crowd_over_alone"), crowd_figures),
    ("server memory", ("rss_mb_1024_slots",), memory_figures),
    ("server start", ("start_warm_s",), start_figures),
    ("vector environment", ("vector_steps_per_s_256_local",), vector_figures),
    ("learning", ("sb3_ppo_fps", "sb3_ppo_fps_over_null"), learning_figures),
    ("actors on Ray", ("apex_steps_per_s_1_actor", "apex_scaling_2_actors"), actor_figures),
)
