"""What a model is asked for and shown, as it arrives at a strict endpoint: tools, schemas, pictures."""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from garrison import OpenOptions
from garrison.backend import Backend
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.evaluate import evaluate
from garrison_agents.llm.fields import made
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.verify import Verifier
from llm.conftest import played_directly
from llm.endpoint import Endpoint


def play(endpoint: Endpoint, folder: Path, model: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The result of one episode."""
    settings = {"name": "greedy", "model": "greedy", "base_url": endpoint.url, "api_key_env": "", "retries": 0, **model}
    (result,) = evaluate(made(Evaluation, {"name": "run", "models": [settings], "seeds": [0], **fields}, ""), folder, quiet=True).results
    return result


def verified(folder: Path, backend: Backend, result: dict[str, Any]) -> bool:
    verifier = Verifier(RunFolder(folder), backend)
    return not list(verifier.level_faults()) and verifier.episode_fault(result) is None


@pytest.mark.parametrize("model", [{"answer": "tools"}, {"answer": "schema"}, {"answer": "schema", "form": "named"}, {"answer": "json"}])
def test_same_play_in_every_form_of_answer(endpoint: Endpoint, backend: Backend, tmp_path: Path, model: dict[str, Any]) -> None:
    result = play(endpoint, tmp_path / "run", model, ticks_per_step=80)
    (trace,) = played_directly(backend, "llm.policies:TextGreedy", "garrison-1", (0,), 80)
    assert (result["state"], result["state_hash"], result["steps"]) == ("done", trace.state_hash, trace.steps)
    assert result["valid_rate"] == 1.0 and verified(tmp_path / "run", backend, result)
    body = endpoint.bodies[0]
    if model["answer"] == "tools":
        assert body["tool_choice"] == "required" and len(body["tools"]) == 10 and "response_format" not in body
        assert "Call exactly one tool." in body["messages"][1]["content"]
    else:
        form = body["response_format"]
        assert form["type"] == {"json": "json_object", "schema": "json_schema"}[model["answer"]] and "tools" not in body
        assert form.get("json_schema", {}).get("strict") == (True if model == {"answer": "schema"} else None)


def test_plans_are_held_to_their_schema_too(endpoint: Endpoint, tmp_path: Path) -> None:
    for answer in ("tools", "schema"):
        result = play(endpoint, tmp_path / answer, {"answer": answer}, track="plan", max_steps=3)
        assert result["counts"] == {"acted": 3}


def shown(body: dict[str, Any]) -> tuple[str, str, np.ndarray[Any, Any]]:
    """System prompt, user prompt and picture of a request."""
    system, user = body["messages"]
    words, picture = user["content"]
    data = base64.b64decode(picture["image_url"]["url"].removeprefix("data:image/png;base64,"))
    return system["content"], words["text"], np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("style", ["full", "brief"])
def test_picture_alone_tells_the_state(endpoint: Endpoint, backend: Backend, tmp_path: Path, style: str) -> None:
    fields: dict[str, Any] = {"modalities": ["image"], "image_size": 256, "style": style, "max_steps": 3, "seeds": [5]}
    result = play(endpoint, tmp_path / "run", {"name": "noop", "model": "noop"}, **fields)
    assert result["id"] == "noop.zero_shot.image.garrison-1.5" and result["counts"] == {"acted": 3}
    session = backend.open(OpenOptions(levels=("garrison-1",), views=("pixels:256",), ticks_per_step=16))
    seen = session.reset([0], [5], views=("pixels:256",))
    for body in endpoint.bodies:
        system, words, picture = shown(body)
        assert np.array_equal(picture, seen.views["pixels:256"][0])
        assert "Level_Current" not in system + words and "Gold 230" not in words and "Life 20" not in words
        assert words.startswith(("# Current state\nAn image", "# What you did before")) and "# Your answer" in words
        seen = session.step([0], [[0.0, 0.0, 6.0]], views=("pixels:256",))
    assert "In states yes or no" not in system and ("By an image of the whole map" if style == "full" else "The image alone") in system
    assert verified(tmp_path / "run", backend, result)


def test_both_tell_it_twice(endpoint: Endpoint, tmp_path: Path) -> None:
    play(endpoint, tmp_path / "run", {}, modalities=["both"], image_size=64, max_steps=1)
    system, words, picture = shown(endpoint.bodies[-1])
    assert '"Level_Current_Gold_Coins":' in words and "Level_Current_Gold_Coins" in system and picture.shape == (64, 64, 3)


def test_picture_too_small_to_be_read_is_refused() -> None:
    models = [{"name": "m", "model": "m", "base_url": "http://127.0.0.1:9/v1"}]
    with pytest.raises(ConfigError, match="image_size: came 128, wanted 256 or more"):
        made(Evaluation, {"name": "run", "models": models, "modalities": ["image"], "image_size": 128}, "")
