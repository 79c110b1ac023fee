"""Every variant that comes as a config, end to end on the real game: played, judged, learnt from, and gone on with."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from agents.grpo.conftest import CPU
from garrison.backend import Backend, load_backend
from garrison_agents.grpo.data import Group, Judged, Rewards, Task, collate
from garrison_agents.grpo.game import Game, PlayOptions
from garrison_agents.grpo.ground import Grounds
from garrison_agents.grpo.rollout import Stage
from garrison_agents.grpo.rows import rows_of
from garrison_agents.grpo.settings import GrpoSettings, SftSettings
from garrison_agents.grpo.sft import train as teach
from garrison_agents.grpo.slots import make
from garrison_agents.grpo.train import train
from garrison_agents.grpo.words import call
from garrison_agents.training.algorithms import named_configs
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import read_table
from garrison_agents.training.start import configured
from garrison_agents.training.task import Task as Running

VARIANTS = (
    "cispo", "copo", "d3s", "dapo", "dr_grpo", "gdro", "gigpo", "grpo", "grpo_lambda", "gspo", "ladder", "ladder_words", "llds",
    "prior_prompt", "pro_grpo", "prompt_augmentation", "remix", "rl_struct", "s_grpo", "sec", "xrpo",
)  # fmt: skip
PLAY: dict[str, Any] = {
    "ticks_per_step": 250, "target": ("local",), "policy": "toy:width=32", "device": "cpu", "max_ticks": 3000,
    "eval_level": ("garrison-1",), "eval_episodes": 1, "eval_every": 100_000, "checkpoint_every": 100_000,
}  # fmt: skip
LESSONS: dict[str, Any] = {**PLAY, "steps": 6000, "record_episodes": 3, "batch_size": 100, "log_every": 1000, "learning_rate": 4e-3}
TINY: dict[str, Any] = {**PLAY, "max_turns": 4, "group_size": 4, "groups": 2, "minibatches": 2, "steps": 50}


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy that has learnt to spell, so that its replies are good and bad."""
    path = tmp_path_factory.mktemp("taught")
    teach(Running("sft", SftSettings(**LESSONS), path))
    assert read_table(path / "eval.csv")["valid"][-1] > 0.5
    return path / "last.zip"


def test_these_are_the_variants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tuple(named_configs("grpo")) == VARIANTS
    monkeypatch.chdir(tmp_path)
    Path("copo").mkdir()
    assert configured("grpo", GrpoSettings, Path("copo"), {}).advantage == "copo", "a folder is no config"
    Path("gspo").write_bytes(named_configs("grpo")["copo"].read_bytes())
    assert configured("grpo", GrpoSettings, Path("gspo"), {}).advantage == "copo", "a file goes before a name"
    with pytest.raises(SettingsError, match="luck: no such file, and no config of grpo; there are cispo, copo"):
        configured("grpo", GrpoSettings, Path("luck"), {})


def test_a_ladder_begins_with_its_lessons() -> None:
    lessons = configured("sft", SftSettings, Path("ladder"), {})
    for part in ("ladder", "ladder_words"):
        climb = configured("grpo", GrpoSettings, Path(part), {})
        for name in ("level", "policy", "ticks_per_step", "eval_episodes", "eval_temperature", "reply_tokens"):
            assert getattr(lessons, name) == getattr(climb, name)  # or the start would be measured otherwise than the end


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_plays_and_learns(tmp_path: Path, taught: Path, name: str) -> None:
    settings = configured("grpo", GrpoSettings, Path(name), TINY)
    ending = train(Running("grpo", settings, tmp_path, start=taught))
    progress = read_table(tmp_path / "progress.csv")
    assert ending.finished and len(progress["steps"]) >= 2 and np.isfinite(progress["normalised_mean"]).all()
    assert max(progress["rows"]) > 0 and max(progress["kl_sampler"]) > 0


def test_a_variant_goes_on_as_if_it_had_never_stopped(tmp_path: Path, taught: Path) -> None:
    """What the slots that variants add keep: rows, a renewed reference, what is known of levels."""
    more = {"tasks": "budget", "buffer": "remix:until=2", "level": ("garrison-1", "generated:1:1"), "steps": 150}
    settings = configured("grpo", GrpoSettings, Path("remix"), {**TINY, **more})
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    train(Running("grpo", settings, whole, start=taught))
    assert not train(Running("grpo", settings, halves, start=taught, pause_at=90)).finished
    assert train(Running("grpo", settings, halves, resume=True)).finished
    for table in ("progress.csv", "eval.csv"):
        assert (halves / table).read_bytes() == (whole / table).read_bytes()
    kept = read_table(whole / "progress.csv")["rows"]
    assert len(kept) >= 4 and kept[1] > kept[0] >= kept[3], "earlier rows, until it was born again"


def begun(backend: Backend, **more: Any) -> tuple[Stage, Grounds]:
    policy = make("policy", "toy:width=32,longest=512", 0, CPU)
    grounds = Grounds(backend)
    options = PlayOptions(ticks_per_step=250, max_ticks=6000, **more)
    return Stage([backend], grounds, policy, make("prompts", "fixed", 0), options, torch.Generator().manual_seed(0)), grounds


def totals(group: Group) -> Rewards:
    return Rewards({}, [np.arange(len(one.turns), dtype=np.float64) for one in group.episodes])


@pytest.mark.parametrize(("most", "context"), [(0, "turn"), (6, "episode")])
@pytest.mark.parametrize(("spec", "serial"), [("serial", True), ("synchronous", False)])
def test_a_serial_group_is_one_path_and_its_exits(spec: str, serial: bool, most: int, context: str) -> None:
    backend = load_backend("local")
    stage, _ = begun(backend, max_turns=most, context=context)
    (group,) = make("rollout", spec, stage).collect(lambda: [Task("garrison-1", 11, 5)], 0).groups
    path, *others = group.episodes
    along = [[turn.state for turn in one.turns[:-1]] == [turn.state for turn in path.turns[: len(one.turns) - 1]] for one in others]
    left = [one.turns[-1].reply.text == call("wait") and one.turns[-1].understanding == "acted" for one in others]
    assert (all(along) and all(left) and len({len(one.turns) for one in others}) == 4) is serial
    for one in group.episodes:
        assert sum(turn.reward for turn in one.turns) == pytest.approx(one.score), "what the wait took is told too"
    assert most or 0 not in {one.status for one in group.episodes}, "all were played to the end"
    batch = collate(rows_of(make("advantage", "grpo")([Judged(group, totals(group))]), context), 0, longest=10)
    fresh = stage.policy.forward(batch.tokens, batch.present, batch.mask > 0)
    assert torch.allclose(fresh.logprobs, batch.logprobs, atol=1e-4), "words that were not drawn have their chances too"
    backend.close()


def test_a_prior_prompt_comes_before_everything_that_the_game_says() -> None:
    backend = load_backend("local")
    stage, grounds = begun(backend)
    game = Game(backend, grounds["garrison-1"], 2, stage.options, ())
    templates = [make("prompts", spec, 0).template(Task("garrison-1", 1, 2), 0) for spec in ("prior:kind=plan", "fixed")]
    game.begin_together(Task("garrison-1", 1, 2), templates)
    prior, plain = (seat.prompt for seat in game.seats)
    assert prior.system == templates[0].before + plain.system and prior.system != plain.system
    assert "You may think in words first" in prior.user and "think" not in plain.user
    game.close()
    backend.close()
