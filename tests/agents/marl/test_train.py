"""`garrison train marl-dqn` and `marl-ppo`: whole runs on a tiny budget."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch
import typer

from garrison_agents.marl.settings import MarlDqnSettings, MarlPpoSettings, MarlSettings
from garrison_agents.training.algorithms import settings_class
from garrison_agents.training.checkpoint import read_weights
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import read_table
from garrison_agents.training.start import Wishes, start

TINY: dict[str, Any] = {
    "seats": 4, "envs": 2, "steps": 640, "hidden": [8], "log_every": 160, "eval_every": 320, "eval_episodes": 2, "checkpoint_every": 320,
    "change": ["max_steps=50"],
}  # fmt: skip
MORE: dict[str, dict[str, Any]] = {
    "marl-dqn": {"learning_starts": 100, "batch_size": 8, "replay_size": 300, "target_every": 10},
    "marl-ppo": {"n_steps": 20, "minibatches": 2, "n_epochs": 2},
}


def run_here(algorithm: str, out: Path, **changes: Any) -> Path:
    """A run in this process; its folder."""
    wishes = {name: changes.pop(name) for name in ("pause_at", "resume", "start") if name in changes}
    given = {**TINY, **MORE[algorithm], **changes}
    start(algorithm, settings_class(algorithm), dict(given), Wishes(out=out, quiet=True, **wishes))
    return next(out.glob(f"{algorithm}-commons-*"))


@pytest.mark.parametrize("algorithm", MORE)
@pytest.mark.parametrize("sharing", ["shared", "independent"])
def test_a_run_goes_on_as_if_it_had_never_stopped(algorithm: str, sharing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = run_here(algorithm, tmp_path / "whole", sharing=sharing)
    with pytest.raises(typer.Exit) as stopped:
        run_here(algorithm, tmp_path / "halves", sharing=sharing, pause_at=250)
    assert stopped.value.exit_code == 130
    halves = next((tmp_path / "halves").iterdir())
    assert f"--resume {halves}" in capsys.readouterr().err
    run_here(algorithm, tmp_path / "halves", sharing=sharing, resume=[halves])
    for table in ("progress.csv", "eval.csv"):
        assert (halves / table).read_text() == (whole / table).read_text()
    progress, evals = read_table(whole / "progress.csv"), read_table(whole / "eval.csv")
    assert sum(progress["episodes"]) == 12 and evals["steps"][0] == 0 and evals["steps"][-1] >= 640
    assert all(0 <= rate <= 1 for rate in progress["cooperation"] + evals["cooperation_mean"])
    assert (whole / "curve.png").stat().st_size > 10_000


def test_the_command_line_trains(tmp_path: Path, garrison_command: Any) -> None:
    words = ["--seats", 4, "--envs", 2, "--steps", 200, "--hidden", 8, "--eval-episodes", 2, "--change", "max_steps=50", "--quiet"]
    told = garrison_command("train", "marl-dqn", *words, "--sharing", "groups:2", "--learning-starts", 50, "--out", tmp_path)
    assert told.returncode == 0, told.stderr
    assert re.search(r"marl-dqn-commons-standard-ring4-groups_2-s0: 200 steps, normalised score", told.stdout)


def test_a_run_begins_with_the_weights_of_its_like_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun = run_here("marl-dqn", tmp_path, steps=320) / "last.pt"
    more = run_here("marl-dqn", tmp_path / "more", steps=1, seed=[1], start=begun)
    weights = [read_weights(path) for path in (begun, more / "last.pt")]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])
    for algorithm, changes, says in (
        ("marl-ppo", {}, "its algorithm is marl-dqn, wanted marl-ppo"),
        ("marl-dqn", {"sharing": "independent"}, "its nets is 1, wanted 4"),
    ):
        with pytest.raises(typer.Exit):
            run_here(algorithm, tmp_path / "others", start=begun, **changes)
        assert says in capsys.readouterr().err


WRONG: list[tuple[type[MarlSettings], dict[str, Any], str]] = [
    (MarlSettings, {"game": "chess"}, "game: came 'chess', wanted commons"),
    (MarlSettings, {"level": ["garrison-2"]}, "level: came .* but commons has no such thing"),
    (MarlSettings, {"change": ["leak_cost"]}, "change: came 'leak_cost', wanted NAME=VALUE"),
    (MarlDqnSettings, {"exploration": "luck"}, "exploration: came 'luck', wanted epsilon or boltzmann"),
    (MarlDqnSettings, {"explore_last": 1.5}, "explore_first, explore_last: came 1.5, wanted an epsilon"),
    (MarlDqnSettings, {"replay_size": 4}, "replay_size: came 4, wanted at least one step of each of 8"),
    (MarlPpoSettings, {"minibatches": 600}, "minibatches: came 600, wanted at most envs x n_steps, 8 x 64"),
]


@pytest.mark.parametrize(("cls", "changes", "says"), WRONG)
def test_settings_that_cannot_be_are_refused(cls: type[MarlSettings], changes: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        cls().with_changes(changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"seats": 2}, "seats"), ({"sharing": "groups:3"}, "sharing: came 'groups:3' for 4 seats"), ({"payoffs": "free"}, "payoffs")],
)
def test_runs_that_cannot_be_are_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(typer.Exit) as refused:
        run_here("marl-dqn", tmp_path, **changes)
    assert refused.value.exit_code == 2 and says in capsys.readouterr().err
    assert not any(tmp_path.iterdir())
