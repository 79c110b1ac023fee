"""Curves: the interval over seeds is Student's, the picture is there."""

from pathlib import Path

import numpy as np
import pytest

from garrison_agents.training.curves import band, plot, t_975
from garrison_agents.training.folder import RunFolder, Table
from garrison_agents.training.settings import Settings


def test_a_band_is_the_mean_with_student_s_interval() -> None:
    steps = np.array([0.0, 10.0, 20.0])
    found = band([(steps, np.array([0.0, 1.0, 2.0])), (steps[:2], np.array([0.0, 3.0])), (steps, np.array([0.0, 2.0, 9.0]))])
    assert found.steps.tolist() == [0, 10] and found.mean.tolist() == [0, 2] and found.n == 3
    assert found.half_width[1] == pytest.approx(4.303 * 1.0 / np.sqrt(3))  # t for two degrees of freedom, deviation 1
    assert np.isnan(band([(steps, steps)]).half_width).all()
    assert t_975(1) == 12.706 and t_975(1000) == 1.96


def test_runs_are_drawn(tmp_path: Path) -> None:
    paths = [tmp_path / f"ppo-s{seed}" for seed in (1, 2, 3)]
    for path in paths[:2]:
        RunFolder(path).begin("ppo", Settings())
        table = Table(path / "eval.csv", ("steps", "normalised_mean"))
        table.begin()
        for steps in (0, 100):
            table.append({"steps": steps, "normalised_mean": 0.5})
    RunFolder(paths[2]).begin("ppo", Settings())  # stopped before its first evaluation
    plot(paths, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
