"""The figures are those that were promised, and their bars are held."""

from garrison_bench.figures import BY_KEY, FIGURES
from garrison_bench.groups import GROUPS

PROMISED = """
engine_ticks_per_s_typical engine_ticks_per_s_heavy engine_scaling_2_threads alliance4_over_single structured_per_s text_per_s
pixels_512_per_s pixels_84_per_s commons_seat_steps_per_s
brief_per_s say_p50_ms snapshot_us restore_us
rpc_step_p50_us rpc_echo_p50_us rpc_step_over_echo local_batch256_steps_per_s rpc_batch256_steps_per_s rpc_over_local rpc_pixels_512_per_s
window_frames_per_s window_frames_behind rpc_say_p50_ms rpc_say_crowd_over_alone
rss_mb_1024_slots start_warm_s vector_steps_per_s_256_local sb3_ppo_fps sb3_ppo_fps_over_null
apex_steps_per_s_1_actor apex_scaling_2_actors
""".split()


def test_keys_are_the_promised_ones() -> None:
    assert [figure.key for figure in FIGURES] == PROMISED


def test_every_figure_is_measured_in_one_group() -> None:
    measured = [key for _, keys, _ in GROUPS for key in keys]
    assert sorted(measured) == sorted(PROMISED)


def test_bar_holds_on_the_right_side() -> None:
    assert BY_KEY["text_per_s"].holds(20_000) and not BY_KEY["text_per_s"].holds(19_999)
    assert BY_KEY["snapshot_us"].holds(20) and not BY_KEY["snapshot_us"].holds(20.1)
    assert BY_KEY["rpc_step_p50_us"].holds(1e9)
    assert BY_KEY["sb3_ppo_fps_over_null"].holds(None)  # not measured is not short
