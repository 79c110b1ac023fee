"""`garrison train apex`: whole runs on a tiny budget."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer

from garrison_agents.agent import AgentError, make_agent
from garrison_agents.apex.checkpoint import read_about, refuse_other
from garrison_agents.apex.crew import CrewError, LocalCrew
from garrison_agents.apex.fragment import Batch
from garrison_agents.apex.settings import ApexSettings
from garrison_agents.arena import run_arena
from garrison_agents.batch import Job
from garrison_agents.training.errors import CheckpointError, SettingsError
from garrison_agents.training.folder import read_table
from garrison_agents.training.start import Wishes, start

TINY: dict[str, Any] = {
    "actors": 2, "envs": 4, "fragment_steps": 10, "steps": 1600, "learning_starts": 200, "batch_size": 16, "replay_size": 800,
    "replay_ratio": 0.5, "hidden": [16], "broadcast_every": 5, "target_every": 10, "max_ticks": 2400, "log_every": 400, "eval_every": 800,
    "eval_episodes": 2, "checkpoint_every": 800,
}  # fmt: skip
WORDS = [word for name, value in TINY.items() for word in (f"--{name.replace('_', '-')}", str(value[0] if name == "hidden" else value))]
NAME = "apex-garrison-1-s0"


def run_here(out: Path, **changes: Any) -> Path:
    """A run in this process, all in turn; its folder."""
    wishes = {name: changes.pop(name) for name in ("pause_at", "resume", "start") if name in changes}
    start("apex", ApexSettings, {**TINY, "ray_address": "none", **changes}, Wishes(out=out, quiet=True, **wishes))
    return out / NAME


def test_a_run_without_ray_goes_on_as_if_it_had_never_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = run_here(tmp_path / "whole")
    with pytest.raises(typer.Exit) as stopped:
        run_here(tmp_path / "halves", pause_at=700)
    assert stopped.value.exit_code == 130
    assert f"--resume {tmp_path / 'halves' / NAME}" in capsys.readouterr().err
    halves = tmp_path / "halves" / NAME
    run_here(tmp_path / "halves", resume=[halves])
    for table in ("progress.csv", "eval.csv"):
        assert (halves / table).read_text() == (whole / table).read_text()
    progress = read_table(whole / "progress.csv")
    assert progress["updates"][-1] > 10 and sum(progress["episodes"]) > 4
    assert read_table(whole / "eval.csv")["steps"][-1] >= 1600


def test_a_run_that_goes_on_without_its_replay_fills_it_anew(tmp_path: Path) -> None:
    with pytest.raises(typer.Exit):
        run_here(tmp_path, pause_at=700, save_replay=False)
    folder = run_here(tmp_path, resume=[tmp_path / NAME], save_replay=False)
    assert read_table(folder / "eval.csv")["steps"][-1] >= 1600


def test_a_run_whose_crew_is_lost_is_saved_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lost(crew: LocalCrew, n: int) -> Batch | None:
        raise CrewError("the replay was lost")

    with monkeypatch.context() as patch, pytest.raises(typer.Exit) as ended:
        patch.setattr(LocalCrew, "batch", lost)
        run_here(tmp_path)
    assert ended.value.exit_code == 2
    told = " ".join(capsys.readouterr().err.split())
    match = re.search(r"the replay was lost; saved at ([\d,]+) steps, --resume", told)
    assert match, told
    saved = int(match[1].replace(",", ""))
    assert 200 < saved == read_about(tmp_path / NAME / "last.pt")["steps"]
    assert read_table(run_here(tmp_path, resume=[tmp_path / NAME]) / "eval.csv")["steps"][-1] >= 1600


def test_a_run_on_a_server_is_the_same_run(tmp_path: Path) -> None:
    tables = [run_here(tmp_path / target, steps=600, target=[target]) / "progress.csv" for target in ("local", "own")]
    assert tables[0].read_text() == tables[1].read_text()


def test_pixels_and_numbers_together(tmp_path: Path) -> None:
    folder = run_here(tmp_path, view=["structured_norm", "pixels:40"], stack=2, steps=600, eval_every=600, eval_episodes=1)
    assert read_about(folder / "last.pt")["shapes"] == {"structured_norm": [598], "pixels:40": [6, 40, 40]}
    agent = make_agent(f"apex:{folder / 'best.pt'}")
    assert agent.views == ("structured_norm", "pixels:40", "mask")


@pytest.mark.xdist_group("ray")
def test_on_ray_it_is_stopped_by_ctrl_c_and_goes_on_and_plays(tmp_path: Path, ray_up: None) -> None:
    folder = tmp_path / NAME
    command = [sys.executable, "-m", "garrison", "train", "apex", *WORDS, "--steps", "1_000_000", "--out", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while len(read_table(folder / "progress.csv").get("steps", [])) < 2:
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: Ray's processes must not hear it
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert (match := re.search(r"to go on: garrison (.*)", told))
    assert shlex.split(match[1]) == ["train", "apex", "--resume", str(folder)]
    rows = (folder / "progress.csv").read_text()
    steps = int(read_about(folder / "last.pt")["steps"]) + 800
    start("apex", ApexSettings, {"steps": steps}, Wishes(out=tmp_path, resume=[folder], quiet=True))
    assert (folder / "progress.csv").read_text().startswith(rows)
    assert read_table(folder / "eval.csv")["steps"][-1] >= steps
    assert set(read_table(folder / "progress.csv")["restarts"]) == {0}
    job = Job(agent=f"apex:{folder / 'best.pt'}", level="garrison-1", seeds=(1, 2), max_steps=20)
    assert [trace.valid_rate for trace in run_arena([job], workers=1).traces] == [1, 1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epsilon_per": "run"}, "epsilon_per: came 'run', wanted episode or actor"),
        ({"replay_size": 10}, "replay_size: came 10, wanted at least envs x fragment_steps, 40"),
        ({"fragment_steps": 2}, "fragment_steps: came 2, wanted at least n_step, 10"),
    ],
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        ApexSettings().with_changes({**TINY, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"action_space": "native"}, "action_space: came 'native', wanted sites or grid:SPLIT"),
        ({"view": ["text"]}, "view: came 'text', wanted structured_norm"),
        ({"level": ["garrison-9"]}, "garrison-5"),
        ({"ray_address": "127.0.0.1:1"}, "ray_address: came '127.0.0.1:1'"),
    ],
)
def test_runs_that_cannot_be_are_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(typer.Exit) as refused:
        run_here(tmp_path, **changes)
    assert refused.value.exit_code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / NAME).exists()


def test_a_checkpoint_of_something_else_is_refused_with_both_named(tmp_path: Path) -> None:
    folder = run_here(tmp_path, steps=100, eval_episodes=1)
    with pytest.raises(CheckpointError, match=r"hidden is .*16.*, wanted .*32"):
        refuse_other(folder / "last.pt", {**read_about(folder / "last.pt"), "hidden": [32]}, read_about(folder / "last.pt"))
    with pytest.raises(AgentError, match=r"no.pt: No such file"):
        make_agent(f"apex:{tmp_path / 'no.pt'}")
    (tmp_path / "text.pt").write_text("no zip")
    with pytest.raises(AgentError, match="wanted a checkpoint of `garrison train apex`"):
        make_agent(f"apex:{tmp_path / 'text.pt'}")
