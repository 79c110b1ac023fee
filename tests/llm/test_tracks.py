"""The other tracks: plans, and a world that runs on while the model thinks."""

import json
from pathlib import Path
from typing import Any

from garrison.backend import Backend
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.evaluate import evaluate
from garrison_agents.llm.fields import made
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.verify import Verifier
from llm.endpoint import Endpoint


def config(endpoint: Endpoint, **fields: Any) -> Evaluation:
    model = {"name": "noop", "model": "noop", "base_url": endpoint.url, "api_key_env": ""}
    return made(Evaluation, {"name": "run", "models": [model], "seeds": [0], **fields}, "")


def test_slow_model_pays_for_its_time_and_its_replay_is_verified(endpoint: Endpoint, backend: Backend, tmp_path: Path) -> None:
    endpoint.delay_s = 0.2
    settings: dict[str, Any] = {"track": "real_time", "speed": 20.0, "max_steps": 60}
    (result,) = evaluate(config(endpoint, **settings), tmp_path / "run", quiet=True).results
    turns = RunFolder(tmp_path / "run").transcript(result["id"])
    assert all(turn["idle_steps"] >= 10 for turn in turns[:3])  # 0.2 s x 20 = 4 s of the world, 12 steps
    assert result["replies"] < 10 and result["steps"] >= 60
    verifier = Verifier(RunFolder(tmp_path / "run"), backend)
    assert not list(verifier.level_faults()) and verifier.episode_fault(result) is None
    path = tmp_path / f"run/replays/{result['id']}.json"
    replay = json.loads(path.read_bytes())
    replay["steps"][5][3] = "0" * 16
    path.write_text(json.dumps(replay))
    assert "replay step 5" in str(verifier.episode_fault(result))


def test_real_time_begins_anew_where_it_was_not_finished(endpoint: Endpoint, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"track": "real_time", "max_steps": 30}  # more than a slow machine loses over two replies
    evaluate(config(endpoint, caps={"calls": 2}, **settings), tmp_path / "run", quiet=True)
    ending = evaluate(config(endpoint, **settings), tmp_path / "run", resume=True, quiet=True)
    assert [result["state"] for result in ending.results] == ["done"]
    assert sum(key.startswith("noop.zero_shot.text.garrison-1.0~1/") for key in endpoint.requests) == ending.results[0]["replies"]


def test_plan_track_takes_fewer_replies_than_steps(endpoint: Endpoint, tmp_path: Path) -> None:
    (result,) = evaluate(config(endpoint, track="plan", max_steps=4), tmp_path / "run", quiet=True).results
    assert result["counts"] == {"acted": 4}  # one action is a plan of one
    assert "Plan" in endpoint.bodies[0]["messages"][1]["content"]
