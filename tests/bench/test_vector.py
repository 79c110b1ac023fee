"""The learning figures: measured on a tiny budget, or said to be not measured."""

import json
import sys

import pytest

from garrison_agents.sb3.settings import PpoSettings
from garrison_bench import vector
from garrison_bench.learning import ppo_over_null
from garrison_bench.report import as_json, markdown


def test_vector_and_learning_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ROUNDS", 1), ("STEPS", 3), ("LEAD_IN_STEPS", 3)):
        monkeypatch.setattr(vector, name, value)
    (steps,) = vector.vector_figures()
    fps, over = ppo_over_null(1, PpoSettings(envs=8, n_steps=16, batch_size=64))
    assert steps.value and steps.value > 100 and fps.value and over.value and 0.1 < over.value < 3


def test_without_stable_baselines3_the_figure_is_not_measured_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "garrison_bench.learning", raising=False)
    monkeypatch.setitem(sys.modules, "stable_baselines3", None)
    monkeypatch.setitem(sys.modules, "stable_baselines3.common.vec_env", None)
    found = list(vector.learning_figures())
    assert [figure.value for figure in found] == [None, None] and "pip install 'garrison[rl]'" in found[0].load
    document = json.loads(as_json(found))
    assert document["sb3_ppo_fps_over_null"] is None and document["bars"]["sb3_ppo_fps_over_null"]["holds"] is None
    assert "| not measured | ≥ 0.85 x |" in markdown(found)
