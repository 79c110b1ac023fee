"""What learning is fed with: the vector environment's steps, and what PPO loses to it against an environment that does nothing."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from garrison_bench.figures import Measured
from garrison_bench.timing import medians

ENVS: Final = 256
THREADS: Final = 2
STEPS: Final = 40  # a round
ROUNDS: Final = 9
LEAD_IN_STEPS: Final = 120  # of some 290 in an episode
LEVEL: Final = "garrison-1"
PPO_ROUNDS: Final = 5


def vector_figures() -> Iterator[Measured]:
    """Steps a second of `make_vec` in this process, on two threads."""
    from gymnasium.vector import AutoresetMode

    from garrison.vector_env import DefenseVectorEnv

    env = DefenseVectorEnv(ENVS, LEVEL, action_space="sites", threads=THREADS, autoreset_mode=AutoresetMode.SAME_STEP)
    generator = np.random.default_rng(1)
    env.reset(seed=1)
    for _ in range(LEAD_IN_STEPS):
        env.step(any_legal(env.action_masks(), generator))
    start, actions = env.snapshot(), []
    for _ in range(STEPS):
        actions.append(any_legal(env.action_masks(), generator))
        env.step(actions[-1])

    def run() -> None:
        for action in actions:
            env.step(action)

    (seconds,) = medians([run], ROUNDS, lambda: env.restore(start))
    env.close()
    about = f"{ENVS} episodes of {LEVEL}, 16 ticks a step, structured_norm + mask, random legal actions from step {LEAD_IN_STEPS} on"
    yield Measured("vector_steps_per_s_256_local", ENVS * STEPS / seconds, f"{about}; {THREADS} threads")


def any_legal(masks: Any, generator: np.random.Generator) -> Any:
    """One legal action of each row of a mask (n, actions)."""
    return (generator.random(masks.shape) * masks).argmax(axis=1)


def learning_figures() -> Iterator[Measured]:
    """PPO's frames a second on Garrison over those of the same PPO on an environment that does nothing; not measured without SB3."""
    try:
        from garrison_agents.sb3.settings import PpoSettings
        from garrison_bench.learning import ppo_over_null
    except ModuleNotFoundError as error:
        why = f"not measured: {error.name} is not installed: pip install 'garrison[rl]'"
        yield Measured("sb3_ppo_fps", None, why)
        yield Measured("sb3_ppo_fps_over_null", None, why)
        return
    yield from ppo_over_null(PPO_ROUNDS, PpoSettings())
