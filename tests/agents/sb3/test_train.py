"""`garrison train`: every algorithm's real entry point on a tiny budget, exact resume, what its checkpoints play, and bad input."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from garrison import AllianceRules
from garrison.backend import Backend
from garrison.cli import build
from garrison_agents.agent import AgentError, make_agent
from garrison_agents.arena import run_arena
from garrison_agents.batch import Job
from garrison_agents.sb3.checkpoint import read_state
from garrison_agents.training.folder import read_table

DOCS = Path(__file__).resolve().parents[3] / "docs"
RUN = CliRunner(env={"COLUMNS": "300", "TERM": "dumb"})
TINY: tuple[Any, ...] = (
    "--envs", 4, "--hidden", 16, "--ticks-per-step", 100, "--max-ticks", 8000, "--quiet", "--eval-every", 256, "--log-every", 100,
    "--eval-episodes", 2,
)  # fmt: skip
PPO: tuple[Any, ...] = ("--n-steps", 16, "--batch-size", 32, "--n-epochs", 2)
DQN: tuple[Any, ...] = ("--learning-starts", 64, "--buffer-size", 240, "--batch-size", 16, "--gradient-steps", 1)


def train(*words: Any) -> Result:
    """`garrison train ...` in this process."""
    return RUN.invoke(build(), ["train", *map(str, words)])


def started(algorithm: str, out: Path, *words: Any, steps: int = 448) -> Path:
    """A run that must succeed or pause; its folder."""
    done = train(algorithm, *TINY, "--out", out, "--steps", steps, *words)
    assert done.exit_code in (0, 130), (done.output, done.exception)
    (folder,) = [path for path in out.iterdir() if path.is_dir()]
    return folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of maskable-ppo."""
    return started("maskable-ppo", tmp_path_factory.mktemp("trained"), *PPO)


def test_a_run_leaves_tables_curves_checkpoints_and_what_it_was_made_with(trained: Path) -> None:
    assert {path.name for path in trained.iterdir()} == {
        "settings.json", "manifest.json", "progress.csv", "eval.csv", "timing.csv", "curve.png", "tb", "last.zip", "best.zip",
    }  # fmt: skip
    progress, evals = read_table(trained / "progress.csv"), read_table(trained / "eval.csv")
    assert evals["steps"] == [0, 256, 448] and evals["normalised:garrison-1"] == evals["normalised_mean"]
    assert progress["steps"][-1] >= 384 and all(value == value for value in progress["loss"])
    assert progress["episodes"][-1] > 0 and progress["score_mean"][-1] == progress["return_mean"][-1]
    manifest = json.loads((trained / "manifest.json").read_bytes())
    assert manifest["levels"][0]["name"] == "garrison-1" and manifest["versions"]["torch"]


EXACT = {
    "maskable-ppo": (*PPO, "--level", "garrison-1", "--level", "generated:3:1", "--view", "rich", "--view", "pixels:36", "--stack", 2),
    "dqn": (*DQN, "--view", "pixels:36", "--stack", 2, "--gamma", 0.9),
    "ppo": (*PPO, "--action-space", "native", "--eval-sampled", "--learning-rate-end", 0),
    "qrdqn": (*DQN, "--no-legal", "--n-quantiles", 5, "--n-step", 1),
}


@pytest.mark.parametrize("algorithm", EXACT)
def test_a_resumed_run_s_tables_are_byte_for_byte_those_of_an_unbroken_one(algorithm: str, tmp_path: Path) -> None:
    words = EXACT[algorithm]
    whole = started(algorithm, tmp_path / "whole", *words)
    broken = started(algorithm, tmp_path / "broken", *words, "--pause-at", 130)
    at = read_state(broken / "last.zip")["counted"]["num_timesteps"]
    assert 130 <= at < 256
    with (broken / "progress.csv").open("a") as file:  # as left by a run that was killed after its last checkpoint
        file.write("9999,0,,,,,,,,\n")
    done = train(algorithm, "--resume", broken, "--quiet")
    assert done.exit_code == 0, done.output
    for name in ("progress.csv", "eval.csv"):
        assert (broken / name).read_bytes() == (whole / name).read_bytes()


def test_a_finished_run_that_is_prolonged_is_as_one_of_that_length(trained: Path, tmp_path: Path) -> None:
    longer = started("maskable-ppo", tmp_path / "longer", *PPO, steps=520)
    shorter = started("maskable-ppo", tmp_path / "shorter", *PPO, steps=300)
    assert train("maskable-ppo", "--resume", shorter, "--steps", 520, "--quiet").exit_code == 0
    for name in ("progress.csv", "eval.csv"):
        assert (longer / name).read_bytes() == (shorter / name).read_bytes()
    assert json.loads((shorter / "settings.json").read_bytes())["steps"] == 520


def test_seeds_run_side_by_side_as_they_do_in_turn(tmp_path: Path) -> None:
    words = (*TINY, *PPO, "--steps", 128, "--seed", 5, "--seed", 6)
    done = train("maskable-ppo", *words, "--out", tmp_path / "jobs", "--jobs", 2)
    assert done.exit_code == 0 and "the curves of all 2" in done.output
    assert train("maskable-ppo", *words, "--out", tmp_path / "turn").exit_code == 0
    tables = [
        [(tmp_path / way / f"maskable-ppo-garrison-1-s{seed}/progress.csv").read_bytes() for seed in (5, 6)] for way in ("jobs", "turn")
    ]
    assert tables[0] == tables[1] and tables[0][0] != tables[0][1]
    assert (tmp_path / "jobs/maskable-ppo-garrison-1.png").read_bytes().startswith(b"\x89PNG")


def test_a_server_trains_as_this_process_does(trained: Path, tmp_path: Path) -> None:
    remote = started("maskable-ppo", tmp_path, *PPO, "--target", "own")
    assert (remote / "progress.csv").read_bytes() == (trained / "progress.csv").read_bytes()


@pytest.mark.parametrize("algorithm", ["maskable-ppo", "dqn", "ppo"])
def test_a_checkpoint_plays_and_its_draws_come_from_the_seed(algorithm: str, tmp_path: Path, backend: Backend) -> None:
    words = EXACT[algorithm]
    folder = started(algorithm, tmp_path, *words, steps=64)
    played = [RUN.invoke(build(), ["run", "-a", f"sb3:{folder / name}.zip", "--max-steps", "20", "--seed", seed, "--json"])
              for name, seed in (("last", "3"), ("last", "3"), ("best", "4"))]  # fmt: skip
    assert [run.exit_code for run in played] == [0, 0, 0], played[0].output
    first, again, other = (json.loads(run.stdout)["episodes"][0] for run in played)
    assert first["state_hash"] == again["state_hash"] != other["state_hash"]
    if algorithm != "ppo":
        assert first["valid_rate"] == other["valid_rate"] == 1.0


def test_a_checkpoint_trained_alone_sits_in_an_alliance_and_gives_nothing(trained: Path) -> None:
    agent = f"sb3:{trained / 'best.zip'}"
    table = Job("both", "garrison-1", (1,), mode="alliance", rules=AllianceRules(3), seats=("greedy", agent, agent), max_steps=20)
    (trace,) = run_arena([table], "local", 1).traces
    assert min(trace.seat_valid[1:]) >= 0.9  # it is masked, but another may have built there in the same step


def test_the_page_s_python_runs(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(trained, tmp_path / "runs/train/maskable-ppo-garrison-1-s0")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "training.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    exec(compile(code, "training.md", "exec"), namespace := {"__name__": "docs"})
    assert namespace["agent"].views == ("structured_norm", "mask")  # type: ignore[attr-defined]


def test_an_agent_s_file_must_be_a_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no")
    for path, says in ((tmp_path / "x.zip", "wanted a checkpoint"), (tmp_path / "y.zip", "No such file")):
        with pytest.raises(AgentError, match=says):
            make_agent(f"sb3:{path}")


def test_weights_of_another_view_or_action_space_are_refused_with_both_named(trained: Path, tmp_path: Path) -> None:
    best = trained / "best.zip"
    for words, says in (
        (("--view", "rich"), "best.zip: its views is structured_norm, wanted rich"),
        (("--action-space", "grid:8"), "best.zip: its action_space is sites, wanted grid:8"),
        (("--hidden", 8), "best.zip: its policy is"),
    ):
        done = train("maskable-ppo", *TINY, *PPO, *words, "--from", best, "--out", tmp_path)
        assert done.exit_code == 2 and says in done.output, done.output
    assert not list(tmp_path.iterdir())
    again = started("maskable-ppo", tmp_path, *PPO, "--from", trained / "last.zip", "--level", "garrison-2", steps=64)
    assert len(read_table(again / "eval.csv")["steps"]) == 2


def test_bad_input_is_one_sentence_that_lists_what_there_is(trained: Path, tmp_path: Path) -> None:
    for words, says in [
        (("a2c",), "no algorithm is called 'a2c'; there are ppo, maskable-ppo, dqn, qrdqn"),
        (("ppo", "--level", "garrison-9"), "garrison-5"),
        (("ppo", "--view", "sonar"), "structured_norm, rich"),
        (("ppo", "--view", "text"), "structured_norm, rich"),
        (("ppo", "--view", "pixels:7"), "16"),
        (("dqn", "--action-space", "native"), "wanted sites or grid:SPLIT"),
        (("ppo", "--gamma", 2), "gamma: came 2.0, wanted 0 to 1"),
        (("ppo", "--batch-size", 9999, "--envs", 2), "batch_size: came 9999"),
        (("ppo", "--level", "generated:1-9:1", "--envs", 8), "envs: came 8, wanted at least one for each of 9 levels"),
        (("dqn", "--learning-starts", 1), "learning_starts: came 1"),
        (("ppo", "--device", "cuda:77"), "device: came 'cuda:77'"),
        (("ppo", "--resume", trained), "came a run of maskable-ppo, wanted one of ppo"),
        (("maskable-ppo", "--resume", tmp_path), "is no run's folder"),
        (("maskable-ppo", "--resume", trained, "--view", "rich"), "view: the run in"),
        (("maskable-ppo", "--out", trained.parent), "--overwrite begins anew"),
    ]:
        done = train(*words, "--quiet", *(() if "--out" in words else ("--out", tmp_path)))
        assert done.exit_code == 2 and says in " ".join(done.output.replace("│", " ").split()), (words, done.output)
        assert not list(tmp_path.iterdir()), words


def test_ctrl_c_saves_and_says_how_to_go_on(tmp_path: Path) -> None:
    words = ["maskable-ppo", *TINY, *PPO, "--steps", 10_000_000, "--seed", 1, "--seed", 2, "--out", tmp_path]
    process = subprocess.Popen(
        [sys.executable, "-m", "garrison", "train", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ,
    )  # fmt: skip
    folder, patience_s = tmp_path / "maskable-ppo-garrison-1-s1", time.monotonic() + 120
    while not (folder / "progress.csv").exists() or (folder / "progress.csv").read_text().count("\n") < 3:
        assert time.monotonic() < patience_s and process.poll() is None, process.communicate()
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert f"to go on: garrison train maskable-ppo --resume {folder} --seed 2 --out {tmp_path}" in said and "Traceback" not in said
    at = read_state(folder / "last.zip")["counted"]["num_timesteps"]
    assert train("maskable-ppo", "--resume", folder, "--steps", at + 64, "--quiet").exit_code == 0
    assert read_table(folder / "eval.csv")["steps"][-1] == at + 64
