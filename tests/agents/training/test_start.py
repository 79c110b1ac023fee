"""However a run ends, what is left is said: a server that is gone, a second Ctrl-C, seeds that were not begun."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from garrison.cli import build
from garrison.errors import UnavailableError
from garrison_agents.training import crew
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.task import Ending, Task


def ends_with(fault: BaseException) -> Callable[[str], Callable[[Task], Ending]]:
    """Trainers: the first seed is done, the second ends with a fault."""

    def train(task: Task) -> Ending:
        folder = RunFolder(task.path)
        folder.begin(task.algorithm, task.settings)
        if task.settings.seed > 1:
            raise fault
        return Ending(folder, task.settings.steps, True, 0.5)

    return lambda algorithm: train


@pytest.mark.parametrize(("fault", "code"), [(UnavailableError("the server is gone"), 2), (KeyboardInterrupt(), 130)])
def test_what_is_left_is_said(fault: BaseException, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "trainer", ends_with(fault))
    words = ["train", "ppo", "--seed", "1", "--seed", "2", "--seed", "3", "--gamma", "0.5", "--out", str(tmp_path), "--quiet"]
    done = CliRunner().invoke(build(), words)
    assert done.exit_code == code
    run = tmp_path / "ppo-garrison-1-s2"
    assert f"to go on: garrison train ppo --resume {run} --seed 3 --out {tmp_path}\n" in done.output
    assert ("server is gone" in done.output) == (code == 2)


def test_seeds_that_were_not_begun_have_the_settings_of_those_that_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Task] = []

    def train(task: Task) -> Ending:
        seen.append(task)
        RunFolder(task.path).begin(task.algorithm, task.settings, overwrite=True)
        return Ending(RunFolder(task.path), 1, task.settings.seed == 1)

    monkeypatch.setattr(crew, "trainer", lambda algorithm: train)
    first = ["train", "ppo", "--seed", "1", "--seed", "2", "--gamma", "0.5", "--out", str(tmp_path), "--quiet"]
    assert CliRunner().invoke(build(), first).exit_code == 130
    then = ["train", "ppo", "--resume", str(tmp_path / "ppo-garrison-1-s2"), "--seed", "3", "--out", str(tmp_path), "--quiet"]
    assert CliRunner().invoke(build(), then).exit_code == 130
    assert [(task.settings.seed, task.settings.gamma, task.resume) for task in seen[2:]] == [(2, 0.5, True), (3, 0.5, False)]
