"""The VecEnv of Stable-Baselines3: what its algorithms count on."""

from typing import Any

import numpy as np
import pytest
from sb3_contrib import MaskablePPO
from sb3_contrib.common.maskable.utils import get_action_masks, is_masking_supported
from stable_baselines3 import DQN, PPO
from stable_baselines3.common.vec_env import VecFrameStack, VecMonitor, VecNormalize

from garrison.sb3_env import DefenseVecEnv
from garrison.vector_env import DefenseVectorEnv


def made(num_envs: int = 4, **options: Any) -> DefenseVecEnv:
    settings: dict[str, Any] = {"level": "garrison-1", "action_space": "sites", "max_ticks": 480}
    return DefenseVecEnv(num_envs, **(settings | options))


def test_an_end_tells_the_last_observation_and_the_row_begins_anew(target: str) -> None:
    env, plain = (
        made(target=target),
        DefenseVectorEnv(4, level="garrison-1", action_space="sites", max_ticks=480, autoreset_mode="SameStep"),
    )
    env.seed(5)
    assert np.array_equal(env.reset(), plain.reset(seed=5)[0])
    noops = np.full(4, env.action_space.n - 1)
    for step in range(1, 66):
        observation, rewards, dones, infos = env.step(noops)
        same = plain.step(noops)
        assert np.array_equal(observation, same[0]) and rewards.dtype == np.float32
        assert dones.tolist() == [step % 30 == 0] * 4
        if dones.any():
            assert all(info["TimeLimit.truncated"] and info["episode"]["l"] == 30 for info in infos)
            assert np.array_equal(infos[2]["terminal_observation"], same[4]["final_obs"][2])
        else:
            assert infos == [{}] * 4
    env.close()


def test_maskable_algorithms_find_the_masks() -> None:
    env = made()
    env.reset()
    masks = get_action_masks(env)
    assert is_masking_supported(env) and masks.dtype == np.bool_ and masks.shape == (4, env.action_space.n)
    assert is_masking_supported(VecMonitor(env)) and np.array_equal(get_action_masks(VecMonitor(env)), masks)
    assert not is_masking_supported(made(action_space="native"))


@pytest.mark.slow
@pytest.mark.parametrize(("algorithm", "options"), [(PPO, {"n_steps": 64}), (MaskablePPO, {"n_steps": 64}), (DQN, {"learning_starts": 50})])
def test_algorithms_learn_a_little(algorithm: Any, options: dict[str, Any]) -> None:
    env = VecNormalize(VecMonitor(made()), norm_obs=False)
    model = algorithm("MlpPolicy", env, seed=1, device="cpu", **options)
    before = [parameter.detach().clone() for parameter in model.policy.parameters()]
    model.learn(600)
    assert any(not old.equal(new) for old, new in zip(before, model.policy.parameters(), strict=True))
    assert len(model.ep_info_buffer) >= 16


def test_frames_are_stacked_and_a_dict_is_passed_on() -> None:
    env = VecFrameStack(made(views="rich"), 3)
    assert env.reset().shape == (4, 3 * env.venv.observation_space.shape[0])
    pair = made(views=("rich", "mask"))
    assert set(pair.reset()) == {"rich", "mask"}


def test_what_it_does_not_have_is_named() -> None:
    env = made()
    with pytest.raises(AttributeError, match="no environment objects: came 'gravity'"):
        env.set_attr("gravity", 9.81)
    assert env.env_is_wrapped(VecMonitor) == [False] * 4
