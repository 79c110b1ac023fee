"""`garrison verify` accepts an honest run, and names the first wrong step of one in which a single thing was changed."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from garrison.backend import Backend
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.evaluate import evaluate
from garrison_agents.llm.fields import made
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.verify import Verifier
from llm.conftest import Command
from llm.endpoint import Endpoint

ID = "random.zero_shot.text.garrison-1.0"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A run of one episode."""
    with Endpoint() as endpoint:
        model = {"name": "random", "model": "random", "base_url": endpoint.url, "api_key_env": ""}
        config = made(Evaluation, {"name": "run", "models": [model], "seeds": [0], "ticks_per_step": 80}, "")
        yield evaluate(config, tmp_path_factory.mktemp("honest") / "run", quiet=True).folder.path


def edit_turn(number: int, change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def edit(run: Path) -> None:
        path = run / f"transcripts/{ID}.jsonl"
        lines = path.read_text().splitlines()
        turn = json.loads(lines[number])
        change(turn)
        lines[number] = json.dumps(turn)
        path.write_text("\n".join(lines) + "\n")

    return edit


def edit_json(name: str, change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def edit(run: Path) -> None:
        body = json.loads((run / name).read_bytes())
        change(body)
        (run / name).write_text(json.dumps(body))

    return edit


def edit_level(**fields: Any) -> Callable[[Path], None]:
    return edit_json("manifest.json", lambda body: body["levels"]["garrison-1"].update(fields))


def move(turn: dict[str, Any]) -> None:
    turn["played"][0][0] += 0.5


def turn_byte(run: Path) -> None:
    path = run / "levels/garrison-1.json"
    path.write_text(path.read_text().replace("230", "231", 1))


def drop_last(run: Path) -> None:
    path = run / f"transcripts/{ID}.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


RESULT = f"episodes/{ID}.json"
CHANGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a played action": (edit_turn(7, move), "step 7: the actions played"),
    "the model's words": (edit_turn(9, lambda turn: turn.update(reply="")), "step 9: understanding: the run says 'acted'"),
    "a class": (edit_turn(4, lambda turn: turn.update(understanding="illegal")), "step 4: understanding"),
    "a state": (edit_turn(11, lambda turn: turn.update(hash="0" * 16)), "step 11: the state's hash"),
    "the last decision left out": (drop_last, "the transcript ends, but the episode is not over"),
    "the score": (edit_json(RESULT, lambda body: body.update(score=body["score"] + 1)), "result: score: the run says"),
    "the normalised score": (edit_json(RESULT, lambda body: body.update(normalised=1.0)), "result: normalised: the run says 1.0"),
    "a count": (edit_json(RESULT, lambda body: body.update(counts={"acted": 1})), "result: counts"),
    "the seed": (edit_json(RESULT, lambda body: body.update(seed=1)), "result: id: it belongs to"),
    "a level's byte": (turn_byte, "garrison-1, level: levels/garrison-1.json has sha256"),
    "the level's hash": (edit_level(hash="0"), "level: the run was played on hash 0"),
    "the witness": (edit_level(witness=-9.0), "scored by a witness of -9"),
    "the replay's action": (edit_json(f"replays/{ID}.json", lambda body: body["steps"][3].__setitem__(0, 2.5)), "replay step 3"),
    "the replay's score": (edit_json(f"replays/{ID}.json", lambda body: body["result"].update(score=0.0)), "replay: result"),
    "ticks a step": (edit_json("manifest.json", lambda body: body["config"].update(ticks_per_step=81)), "step 0"),
}  # fmt: skip


def faults(run: Path, backend: Backend) -> list[str]:
    verifier = Verifier(RunFolder(run), backend)
    found = list(verifier.level_faults())
    found += [fault for result in RunFolder(run).results() if (fault := verifier.episode_fault(result)) is not None]
    return [str(fault) for fault in found]


def test_honest_run_comes_out_again(honest: Path, backend: Backend, garrison_command: Command) -> None:
    assert faults(honest, backend) == []
    done = garrison_command("verify", honest)
    assert done.returncode == 0 and "1 episodes come out again" in done.stdout


@pytest.mark.parametrize("what", CHANGES)
def test_changed_run_is_refused_where_it_was_changed(what: str, honest: Path, backend: Backend, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(honest, run)
    change, words = CHANGES[what]
    change(run)
    found = faults(run, backend)
    assert found and re.search(re.escape(words), found[0]), found


def test_refused_run_and_a_missing_episode_are_told_by_the_command(honest: Path, garrison_command: Command, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(honest, run)
    CHANGES["the score"][0](run)
    refused = garrison_command("verify", run)
    assert refused.returncode == 1 and "refused" in refused.stdout and f"{ID}, result: score" in refused.stderr
    (run / RESULT).unlink()
    missing = garrison_command("verify", run)
    assert missing.returncode == 3 and "1 not played" in missing.stdout
    assert garrison_command("verify", tmp_path).returncode == 2


def test_run_comes_out_again_on_another_server(honest: Path, garrison_command: Command) -> None:
    done = garrison_command("verify", honest, "--target", "own")
    assert done.returncode == 0, done.stdout + done.stderr
