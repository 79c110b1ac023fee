"""A run's numbers: in its tables, in TensorBoard without what was rewound, and in Weights & Biases where that is installed."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.journal import Journal
from garrison_agents.training.settings import Settings


def journal(path: Path, **changes: Any) -> Journal:
    return Journal(RunFolder(path), Settings(**changes), ("steps", "loss"), ("steps", "score_mean"))


def test_rewound_rows_are_in_neither_table_nor_tensorboard(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin()
    for steps in (10, 20, 30):
        first.note_progress({"steps": steps, "loss": steps / 10})
    first.close()
    second = journal(tmp_path)
    second.begin(20, (2, 0, 2))
    second.note_progress({"steps": 31, "loss": None})
    second.note_progress({"steps": 40, "loss": 5.0})
    second.close()
    assert (tmp_path / "progress.csv").read_text() == "steps,loss\n10,1\n20,2\n31,\n40,5\n" and second.rows() == (4, 0, 4)
    board = EventAccumulator(str(tmp_path / "tb"))
    board.Reload()
    assert [(event.step, event.value) for event in board.Scalars("train/loss")] == [(10, 1), (20, 2), (40, 5)]


def test_weights_and_biases_is_told_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(SettingsError, match="pip install wandb"):
        journal(tmp_path / "a", wandb="mine").begin()
    told: list[Any] = []
    run = SimpleNamespace(log=lambda numbers, step: told.append((numbers, step)), finish=lambda: told.append("finished"))
    monkeypatch.setitem(sys.modules, "wandb", SimpleNamespace(init=lambda **about: told.append(about) or run))
    wanted = journal(tmp_path / "b", wandb="mine")
    wanted.begin()
    wanted.note_evaluation({"steps": 7, "score_mean": -2.0})
    wanted.close()
    assert (told[0]["project"], told[0]["id"], told[0]["config"]["seed"]) == ("mine", "b", 0)
    assert told[1:] == [({"eval/score_mean": -2.0}, 7), "finished"]
