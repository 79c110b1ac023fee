"""`garrison train sft` and `grpo`: whole runs on a tiny budget, exact resume, and what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import typer

from garrison_agents.agent import AgentError, make_agent
from garrison_agents.arena import run_arena
from garrison_agents.batch import Job
from garrison_agents.grpo.toy.network import Network
from garrison_agents.training.algorithms import settings_class
from garrison_agents.training.checkpoint import read_about, read_state
from garrison_agents.training.folder import read_table
from garrison_agents.training.start import Wishes, start

COMMON: dict[str, Any] = {
    "ticks_per_step": 250, "target": ["local"], "policy": "toy:width=32", "eval_episodes": 2, "max_ticks": 3000, "device": "cpu",
}  # fmt: skip
SFT: dict[str, Any] = {
    **COMMON,
    "steps": 400,
    "record_episodes": 2,
    "batch_size": 50,
    "log_every": 100,
    "eval_every": 200,
    "checkpoint_every": 200,
}
GRPO: dict[str, Any] = {**COMMON, "steps": 200, "max_turns": 6, "group_size": 4, "groups": 2, "eval_every": 100, "checkpoint_every": 100}
GRPO["minibatches"] = 2
DPO: dict[str, Any] = {
    **COMMON, "steps": 120, "record_episodes": 3, "batch_size": 4, "log_every": 12, "eval_every": 1000, "checkpoint_every": 40,
    "max_ticks": 4000, "eval_episodes": 1, "gap": 0.0, "learning_rate": 1e-3,
}  # fmt: skip
TABLES = ("progress.csv", "eval.csv")
Refused = Callable[..., str]


def run_here(out: Path, algorithm: str, **changes: Any) -> Path:
    """A run in this process; its folder."""
    wishes = {name: changes.pop(name) for name in ("pause_at", "resume", "start") if name in changes}
    tiny = {"sft": SFT, "grpo": GRPO, "dpo": DPO}[algorithm]
    start(algorithm, settings_class(algorithm), {**tiny, **changes}, Wishes(out=out, quiet=True, **wishes))
    return out / f"{algorithm}-garrison-1-s0"


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """What a run that exits with 2 says, in one line."""

    def words(algorithm: str = "grpo", **changes: Any) -> str:
        with pytest.raises(typer.Exit) as stopped:
            run_here(tmp_path / "refused", algorithm, **changes)
        assert stopped.value.exit_code == 2
        return " ".join(capsys.readouterr().err.split())

    return words


def test_sft_then_grpo_then_a_game_as_any_agent(tmp_path: Path) -> None:
    taught = run_here(tmp_path, "sft")
    progress = read_table(taught / "progress.csv")
    assert progress["loss"][-1] < progress["loss"][0] and read_table(taught / "eval.csv")["steps"][0] == 0
    folder = run_here(tmp_path, "grpo", start=taught / "last.zip", reward=["score", "length"])
    progress, timing = read_table(folder / "progress.csv"), read_table(folder / "timing.csv")
    assert progress["iteration"] == list(range(1, len(progress["steps"]) + 1)) and progress["episodes"][0] == 8
    assert progress["rows"][0] > 0 and progress["kl_sampler"][0] < 0.1
    for row in range(len(progress["steps"])):
        rates = sum(progress[name][row] for name in ("unparseable", "out_of_schema", "illegal"))
        assert progress["valid"][row] + rates == pytest.approx(1, abs=1e-4)
        spent = sum(timing[name][row] for name in ("environment_s", "prompts_s", "generation_s", "learning_s"))
        assert 0 < spent < timing["wall_s"][row]
    evals = read_table(folder / "eval.csv")
    assert evals["episodes"] == [2.0] * len(evals["steps"]) and "normalised:garrison-1" in evals and "valid" in evals
    assert (folder / "curve.png").exists() and list((folder / "tb").iterdir())
    results = run_arena([Job(f"grpo:{folder / 'last.zip'}", "garrison-1", (3, 4), max_steps=5)], "local", workers=1)
    assert [trace.steps for trace in results.traces] == [5, 5]
    again = run_arena([Job(f"grpo:{folder / 'last.zip'}", "garrison-1", (3, 4), max_steps=5)], "local", workers=1)
    assert [trace.state_hash for trace in again.traces] == [trace.state_hash for trace in results.traces]


@pytest.mark.parametrize(
    ("algorithm", "changes"),
    [
        ("sft", {}),
        ("grpo", {"tasks": "curriculum", "regulariser": ["kl", "likelihood"], "advantage": "gigpo", "select": ["rows:by=random"]}),
        ("grpo", {"rollout": "asynchronous"}),
        ("dpo", {"steps": 40}),
    ],
)
def test_a_run_goes_on_as_if_it_had_never_stopped(tmp_path: Path, algorithm: str, changes: dict[str, Any]) -> None:
    whole = run_here(tmp_path / "whole", algorithm, **changes)
    with pytest.raises(typer.Exit) as stopped:
        run_here(tmp_path / "halves", algorithm, pause_at={"grpo": 90, "sft": 250, "dpo": 20}[algorithm], **changes)
    assert stopped.value.exit_code == 130
    halves = run_here(tmp_path / "halves", algorithm, resume=[tmp_path / "halves" / whole.name], **changes)
    for table in TABLES:
        assert (halves / table).read_bytes() == (whole / table).read_bytes()
    one, other = (read_state(folder / "last.zip") for folder in (whole, halves))
    assert repr(one["learner"]["optimiser"]) == repr(other["learner"]["optimiser"]) and one["own"].keys() == other["own"].keys()


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": loss, "advantage": advantage, "context": context, **more}
        for loss, advantage, context, more in (
            ("grpo", "dr_grpo", "turn", {"select": ["live_groups", "most_varied", "tokens"], "reward": ["score", "length"]}),
            ("dr_grpo", "leave_one_out", "episode", {"policy": "toy:width=32,longest=512", "prompts": "mixed", "reward": ["length"]}),
            ("gspo", "turns", "turn", {"reward": ["score:spread=true", "0.1*format:mean=false", "coins", "length"]}),
            ("cispo", "gae", "turn", {"policy": "toy:width=32,critic=true", "regulariser": ["critic", "entropy"]}),
        )
    ],
    ids=lambda changes: f"{changes['loss']}-{changes['advantage']}-{changes['context']}",
)
def test_slots_are_swapped_by_name(tmp_path: Path, changes: dict[str, Any]) -> None:
    folder = run_here(tmp_path, "grpo", steps=60, eval_every=1000, **changes)
    assert read_table(folder / "progress.csv")["rows"][0] > 0


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"loss": "luck"}, "loss: came 'luck', wanted one of grpo, dr_grpo, dapo"),
    ({"advantage": "gigpo:omega=1"}, "advantage gigpo: came 'omega=1', wanted option=value with option among weight, gamma"),
    ({"loss": "grpo:low=wide"}, "loss grpo: low: came 'wide', wanted float"),
    ({"advantage": "gae"}, "advantage=gae: needs values, which nothing here gives; a policy with a critic gives it"),
    ({"advantage": "gae", "policy": "toy:critic=true"}, "needs critic_loss, which nothing here gives; regulariser critic gives it"),
    ({"context": "book"}, "context: came 'book', wanted turn or episode"),
    ({"prompts": "fixed:name=long"}, "came template 'long', wanted one of brief"),
    ({"policy": "toy:width=256"}, "wanted at most 200,000"),
    ({"level": ["garrison-9"]}, "garrison-9"),
]


@pytest.mark.parametrize(("changes", "says"), WRONG)
def test_what_cannot_be_is_refused_in_one_line(refused: Refused, changes: dict[str, Any], says: str) -> None:
    assert says in refused("grpo", **changes)


def test_a_teacher_whose_actions_have_no_words_is_refused(refused: Refused) -> None:
    says = refused("sft", teacher="random-legal")
    assert "teacher: came 'random-legal', which plays sites, wanted an agent that plays native actions" in says


def test_a_checkpoint_of_another_shape_or_none_is_refused(tmp_path: Path, refused: Refused) -> None:
    folder = run_here(tmp_path, "grpo", steps=20, eval_every=1000)
    says = refused("grpo", start=folder / "last.zip", policy="toy:width=16")
    assert says.endswith("last.zip: its width is 32, wanted 16")
    assert "wanted a checkpoint of `garrison train grpo or sft or dpo`" in refused("grpo", start=folder / "settings.json")
    with pytest.raises(AgentError, match="wanted a checkpoint of"):
        make_agent(f"grpo:{folder / 'settings.json'}")
    assert read_about(folder / "last.zip", ("grpo",))["algorithm"] == "grpo"


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_batch(
    tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    logits = Network.logits
    monkeypatch.setattr(Network, "logits", lambda self, hidden: logits(self, hidden) * (float("nan") if torch.is_grad_enabled() else 1.0))
    says = refused("grpo", reward=["length"])
    assert "the loss is nan after 0 updates; the batch is in " in says and says.endswith("bad_batch.pt; nothing was learnt from it")
    batch = torch.load(tmp_path / "refused" / "grpo-garrison-1-s0" / "bad_batch.pt", weights_only=True)
    assert batch["tokens"].shape == batch["mask"].shape == batch["advantages"].shape
