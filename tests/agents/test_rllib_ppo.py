"""The recipe examples/rllib_ppo.py, for two iterations."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from garrison.vector_env import DefenseVectorEnv

RECIPE = Path(__file__).resolve().parents[2] / "examples/rllib_ppo.py"


def recipe() -> Any:
    spec = importlib.util.spec_from_file_location("rllib_ppo", RECIPE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.xdist_group("ray")
def test_two_iterations_train_a_policy_that_only_chooses_what_is_legal(ray_up: None) -> None:
    from ray.rllib.core.columns import Columns

    ppo = recipe()
    algorithm = ppo.config("garrison-1", runners=0, envs=4, steps=256).build_algo()
    try:
        before = {name: value.clone() for name, value in algorithm.get_module().state_dict().items()}
        results = [algorithm.train() for _ in range(2)]
        assert [result["training_iteration"] for result in results] == [1, 2]
        assert results[1]["env_runners"]["num_env_steps_sampled_lifetime"] >= 512
        module = algorithm.get_module()
        assert any(not torch.equal(value, before[name]) for name, value in module.state_dict().items())
    finally:
        algorithm.stop()
    env = DefenseVectorEnv(8, views=(ppo.VIEW, ppo.MASK), action_space="sites")
    seen, _ = env.reset(seed=1)
    env.close()
    told = module.forward_exploration({Columns.OBS: {name: torch.tensor(view) for name, view in seen.items()}})
    chances = torch.softmax(told[Columns.ACTION_DIST_INPUTS], dim=1).detach().numpy()
    assert chances[seen[ppo.MASK] == 0].max() == 0
    np.testing.assert_allclose(chances.sum(axis=1), 1, rtol=1e-5)
