"""Models that run here: a tiny Llama with random weights, saved like any other, plays through the real command."""

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from transformers import AutoModelForCausalLM

from garrison.backend import Backend
from garrison_agents.llm.call import Answer
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.journal import read_journal
from garrison_agents.llm.providers.local import Local
from garrison_agents.llm.providers.provider import ProviderError
from garrison_agents.llm.providers.weights import Weights
from garrison_agents.llm.verify import Verifier
from llm.conftest import Config, results
from llm.tiny import save_llama, save_llava, tokenizer

MESSAGES = [{"role": "system", "content": "Guard the road."}, {"role": "user", "content": "Gold 230. What now?"}]


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_llama(tmp_path_factory.mktemp("llama"))


def model(folder: Path, **more: Any) -> Model:
    return Model(name="tiny", model=str(folder), provider="transformers", **more)


def body(**more: Any) -> dict[str, Any]:
    return {"model": "tiny", "messages": MESSAGES, "max_tokens": 12, **more}


def words(weights: Weights, keys: list[str], **more: Any) -> list[str]:
    came = weights.answers([body(**more)] * len(keys), keys)
    return [one.text for one in came if isinstance(one, Answer)]


def test_local_model_plays_and_is_verified(config: Config, evaluated: Callable[..., Path], llama: Path, backend: Backend) -> None:
    settings = {
        "provider": "transformers",
        "model": str(llama),
        "max_output_tokens": 8,
        "temperature": 1.0,
        "base_url": "",
        "api_key_env": None,
    }
    run = evaluated(config(["tiny"], model=settings, style="brief", seeds=[0, 1], max_steps=2, parallel=2))
    came = results(run)
    for seed in (0, 1):
        result = came[f"tiny.zero_shot.text.garrison-1.{seed}"]
        assert (result["state"], result["replies"], result["counts"]) == ("done", 2, {"unparseable": 2})
        assert result["tokens_in"] > 1000 and 2 <= result["tokens_out"] <= 16
    answers = [answer for _, _, answer in read_journal(run / "journal.jsonl").answers.values()]
    assert len(answers) == 4 and len({answer.text for answer in answers}) == 4
    assert {answer.served_by for answer in answers} == {f"{llama}, float32, cpu"}
    manifest = json.loads((run / "manifest.json").read_bytes())
    assert manifest["endpoints"] == {"tiny": "this machine"} and {"torch", "transformers"} <= set(manifest["versions"])
    verifier = Verifier(RunFolder(run), backend)
    assert not list(verifier.level_faults()) and not [fault for one in came.values() if (fault := verifier.episode_fault(one))]


def test_likeliest_tokens_are_the_library_s_own(llama: Path) -> None:
    weights, reader = Weights(model(llama)), tokenizer()
    prompt = reader.apply_chat_template(MESSAGES, tokenize=False, add_generation_prompt=True)
    given = reader(prompt, return_tensors="pt")
    plain = AutoModelForCausalLM.from_pretrained(llama).generate(**given, max_new_tokens=12, do_sample=False)
    (answer,) = weights.answers([body()], ["one/0"])
    assert isinstance(answer, Answer)
    assert answer.text == reader.decode(plain[0, given["input_ids"].shape[1] :], skip_special_tokens=True)
    assert answer.tokens_in == given["input_ids"].shape[1] and answer.tokens_out == 12 and answer.finish == "length"


def test_dice_are_the_call_s_own_whoever_is_beside_it(llama: Path) -> None:
    weights = Weights(model(llama))
    together = words(weights, ["a/0", "a/1", "b/0"], temperature=1.0, seed=5)
    assert len(set(together)) == 3
    assert together == [words(weights, [key], temperature=1.0, seed=5)[0] for key in ("a/0", "a/1", "b/0")]
    assert words(weights, ["a/0"], temperature=1.0, seed=6) != together[:1]
    assert words(weights, ["a/0", "b/0"], temperature=1.0, top_k=1) == words(weights, ["c/0", "d/0"])


def test_reply_ends_with_its_last_token_and_long_prompts_are_refused(llama: Path) -> None:
    weights = Weights(model(llama))
    with torch.no_grad():
        weights._model.lm_head.weight.zero_()  # all tokens alike: the first one, which ends nothing
        (endless,) = weights.answers([body()], ["x/0"])
        weights._model.generation_config.eos_token_id = [0, 1]
        (ended,) = weights.answers([body()], ["x/0"])
    assert isinstance(endless, Answer) and isinstance(ended, Answer)
    assert (endless.finish, endless.tokens_out) == ("length", 12) and (ended.finish, ended.tokens_out, ended.text) == ("stop", 1, "")
    long = body(messages=[{"role": "user", "content": "road " * 9000}])
    picture = body(messages=[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}]}])
    refused, blind, fine = weights.answers([long, picture, body()], ["x/1", "x/2", "x/3"])
    assert isinstance(refused, ProviderError) and refused.kind == "refused" and "8192 together" in refused.words
    assert isinstance(blind, ProviderError) and blind.kind == "refused" and "takes no pictures" in blind.words
    assert isinstance(fine, Answer)


def test_model_with_eyes_sees_the_picture(tmp_path: Path) -> None:
    weights = Weights(model(save_llava(tmp_path / "llava")))
    red, blue = (body(messages=[MESSAGES[0], {"role": "user", "content": [{"type": "text", "text": "Look."}, picture(colour)]}])
                 for colour in ("red", "blue"))  # fmt: skip
    blind = body(messages=[MESSAGES[0], {"role": "user", "content": "Look."}])
    came = weights.answers([red, blue, blind, red], ["a", "b", "c", "d"])
    texts, sizes = zip(*((one.text, one.tokens_in) for one in came if isinstance(one, Answer)), strict=True)
    assert texts[0] == texts[3] and len(set(texts)) == 3
    assert sizes[0] == sizes[1] == sizes[2] + 16


def picture(colour: str) -> dict[str, Any]:
    data = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(data, "PNG")
    return {"type": "image_url", "image_url": {"url": "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()}}


def test_time_that_is_up_is_a_timeout(llama: Path) -> None:
    (late,) = Weights(model(llama, timeout_s=1e-9)).answers([body()], ["x/0"])
    assert isinstance(late, ProviderError) and late.kind == "timeout" and late.worth_retrying


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model": "no/such/folder"}, r"models.tiny: model: no/such/folder cannot be loaded: OSError: .*\[key\]"),
        ({"extra": {"beams": 3}}, r"models.tiny: extra.beams: no generation setting of transformers"),
        ({"device": "cuda:99"}, r"device: came 'cuda:99', wanted one of this machine's: cpu"),
        ({"device": "toaster"}, r"device: came 'toaster', wanted one of this machine's: cpu"),
        ({"top_p": 3.0}, r"top_p: came 3, wanted above 0"),
    ],
)
def test_what_cannot_be_loaded_is_named(llama: Path, changes: dict[str, Any], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_TOKEN", "no/such/folder")  # a token is taken out of whatever is said
    with pytest.raises(ConfigError, match=expected):
        Local(Model(**{"name": "tiny", "model": str(llama), "provider": "transformers", **changes}))


def test_model_without_a_chat_template_is_refused(tmp_path: Path) -> None:
    bare = save_llama(tmp_path / "bare", template=None)
    with pytest.raises(ConfigError, match=f"models.tiny: model: {bare} has no chat template"):
        Local(model(bare))


def test_template_that_knows_no_system_is_told_it_with_the_question(tmp_path: Path) -> None:
    strict = "{% for one in messages %}{% if one.role == 'system' %}{{ raise_exception('no') }}{% endif %}{{ one.content }}{% endfor %}"
    weights = Weights(model(save_llama(tmp_path / "strict", template=strict)))
    assert weights._chat.heard(MESSAGES).prompt == "Guard the road.\n\nGold 230. What now?"
