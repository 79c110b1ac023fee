"""Language models of transformers as policies: a tiny Llama with random weights, saved like any other."""

import copy
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from peft import PeftModel
from tokenizers import normalizers
from transformers import LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM
from typer.testing import CliRunner

from agents.grpo.conftest import CPU
from agents.grpo.test_train import Refused, refused, run_here
from garrison import AllianceRules
from garrison.backend import Backend
from garrison.cli import build
from garrison_agents.agent import AgentError, make_agent
from garrison_agents.arena import run_arena
from garrison_agents.batch import Job, play
from garrison_agents.grpo.data import Judged, Prompt, Rewards, Task, collate
from garrison_agents.grpo.errors import PolicyError
from garrison_agents.grpo.game import Game, PlayOptions
from garrison_agents.grpo.ground import Grounds
from garrison_agents.grpo.hf.policy import HFPolicy
from garrison_agents.grpo.hf.writing import length_of, written
from garrison_agents.grpo.player import grpo_agent
from garrison_agents.grpo.prompts import Fixed
from garrison_agents.grpo.rollout import Stage, Synchronous
from garrison_agents.grpo.rows import rows_of
from garrison_agents.grpo.slots import make
from garrison_agents.training.checkpoint import read_state
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import read_table
from llm.tiny import SIZES, save_llama, save_llava, tokenizer

__all__ = ["refused"]
# As ChatML has it: the template closes replies with a token of the vocabulary.
CLOSED = """{% for one in messages %}<|{{ one.role }}|>
{{ one.content }}<end>
{% endfor %}{% if add_generation_prompt %}<|assistant|>
{% endif %}"""
TURNS = PlayOptions(ticks_per_step=250, max_turns=3, context="episode", most=6)


@pytest.fixture(scope="module")
def words(backend: Backend) -> str:
    """What the tokenizers are trained on: a prompt of the game's and some replies."""
    game = Game(backend, Grounds(backend)["garrison-1"], 1, PlayOptions(), ())
    game.begin_apart([1], Fixed(0).template(Task("", 0, 1), 0))
    prompt = game.seats[0].prompt
    game.close()
    return f'{prompt.system}\n{prompt.user}\n{{"name":"build","arguments":{{"site":"A5","tower":"archer"}}}}'


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory, words: str) -> Path:
    return save_llama(tmp_path_factory.mktemp("llama"), CLOSED, text=words, size=900)


def hf(path: Path, options: str = "", seed: int = 0) -> HFPolicy:
    made: HFPolicy = make("policy", f"hf:{path}{options}", seed, CPU)
    return made


def rollout(backend: Backend, policy: HFPolicy, options: PlayOptions = TURNS) -> list[Any]:
    stage = Stage([backend], Grounds(backend), policy, Fixed(0), options, torch.Generator().manual_seed(0))
    return Synchronous(stage).collect(lambda: [Task("garrison-1", 11, 3)], 0).groups


@pytest.mark.parametrize("options", ["", ",lora=4,checkpointing=true"])
def test_an_episode_is_one_row_of_the_ids_as_they_were_drawn_and_its_ratio_is_1(backend: Backend, llama: Path, options: str) -> None:
    policy = hf(llama, options)
    assert bool(policy._sparing) == bool(options)
    groups = rollout(backend, policy)
    rows = rows_of([Judged(group, Rewards({}, []), [np.ones(3)] * 3) for group in groups], "episode")
    turns = groups[0].episodes[0].turns
    assert rows[0].tokens.tolist() == [id for turn in turns for part in (turn.prompt, turn.reply.tokens) for id in part]
    assert [int(rows[0].mask[rows[0].turns == t].sum()) for t in range(3)] == [len(turn.reply.tokens) for turn in turns]
    batch = collate(rows, policy.pad, longest=6)
    forward = policy.forward(batch.tokens, batch.present, batch.mask > 0)
    drawn = batch.mask > 0
    assert float((forward.logprobs - batch.logprobs)[drawn].detach().abs().max()) < 1e-4 and (forward.logprobs[~drawn] == 0).all()
    assert float((forward.entropies - batch.entropies)[drawn].detach().abs().max()) < 1e-4
    forward.logprobs[drawn].sum().backward()  # type: ignore[no-untyped-call]
    trained = [name for name, one in policy.module.named_parameters() if one.grad is not None]
    assert trained and all(("lora" in name) == bool(options) for name in trained)


def test_the_template_s_own_words_stand_between_replies(llama: Path) -> None:
    policy = hf(llama)
    ended, cut = (policy.prompt_tokens(Prompt(None, "s", "now?", {}, ended=there), False) for there in (True, False))  # type: ignore[arg-type]
    spell = policy._tokenizer.decode
    assert spell(ended) == "\n<|user|>\nnow?<end>\n<|assistant|>\n" and spell(cut) == "<end>" + spell(ended)
    first = policy.prompt_tokens(Prompt(None, "s", "what?", {}), True)  # type: ignore[arg-type]
    reply = policy.reply_tokens('{"name":"wait","arguments":{}}')
    told = [{"role": "system", "content": "s"}, {"role": "user", "content": "what?"},
            {"role": "assistant", "content": '{"name":"wait","arguments":{}}'}, {"role": "user", "content": "now?"}]  # fmt: skip
    whole = policy._tokenizer.apply_chat_template(told, tokenize=False, add_generation_prompt=True)
    assert spell(np.concatenate([first, reply, ended])) == whole
    assert policy.text_of(reply) == '{"name":"wait","arguments":{}}'


def test_a_batch_is_what_each_alone_would_be(llama: Path) -> None:
    policy = hf(llama)
    contexts = [np.arange(5, 40), np.arange(5, 12), np.arange(60, 90)]
    together = policy.generate(contexts, torch.Generator(), 0.0, 8)
    for context, reply in zip(contexts, together, strict=True):
        (alone,) = policy.generate([context], torch.Generator(), 0.0, 8)
        assert (alone.tokens == reply.tokens).all() and alone.logprobs == pytest.approx(reply.logprobs, abs=1e-4)
    drawn = [policy.generate(contexts, torch.Generator().manual_seed(seed), 1.0, 8) for seed in (3, 3, 4)]
    said = [[reply.tokens.tolist() for reply in replies] for replies in drawn]
    assert said[0] == said[1] != said[2]


def test_the_reference_is_the_model_with_its_adapter_off(llama: Path) -> None:
    policy, plain = hf(llama, ",lora=4"), hf(llama)
    with torch.no_grad():
        for name, weight in policy.module.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.5)
    tokens = torch.arange(5, 25)[None]
    there = torch.ones_like(tokens, dtype=torch.bool)
    with policy.as_reference() as able:
        off = policy.forward(tokens, there, there).logprobs
    base = plain.forward(tokens, there, there).logprobs
    assert able and torch.equal(off, base) and not torch.allclose(policy.forward(tokens, there, there).logprobs, base, atol=0.1)
    with plain.as_reference() as able:
        assert not able


TINY: dict[str, Any] = {"reply_tokens": 24, "max_ticks": 1000, "eval_episodes": 1, "eval_every": 1000, "checkpoint_every": 1000}
SFT: dict[str, Any] = {**TINY, "steps": 24, "record_episodes": 1, "batch_size": 4, "micro_rows": 4, "log_every": 8}
GRPO: dict[str, Any] = {**TINY, "steps": 24, "max_turns": 2, "group_size": 4, "groups": 1, "reward": ["length"], "micro_rows": 4}


def test_sft_grpo_resume_merge_and_a_game(tmp_path: Path, llama: Path) -> None:
    policy = f"hf:{llama},lora=4"
    taught = run_here(tmp_path, "sft", policy=policy, **SFT, learning_rate=3e-2)
    losses = read_table(taught / "progress.csv")["loss"]
    assert losses[-1] < losses[0]
    begin = {"policy": policy, "start": taught / "last.zip", **GRPO, "regulariser": ["kl"]}
    whole = run_here(tmp_path / "whole", "grpo", **begin)
    assert read_table(whole / "progress.csv")["kl_reference"][-1] > 0
    halves: Callable[..., Path] = lambda **more: run_here(tmp_path / "halves", "grpo", **{**begin, **more})  # noqa: E731
    with pytest.raises(BaseException, match="130"):
        halves(pause_at=9)
    del begin["start"]
    again = halves(resume=[tmp_path / "halves" / whole.name])
    assert (again / "progress.csv").read_bytes() == (whole / "progress.csv").read_bytes()
    one, other = (read_state(folder / "last.zip")["learner"]["optimiser"] for folder in (whole, again))
    assert repr(one) == repr(other)
    plays = [Job(f"grpo:{whole / 'last.zip'}", "garrison-1", (3, 4), max_steps=2) for _ in range(2)]
    traces = [trace for job in plays for trace in run_arena([job], "local", workers=1).traces]
    assert [trace.steps for trace in traces] == [2] * 4 and traces[0].state_hash == traces[2].state_hash
    assert all(trace.valid_rate <= 1 - trace.codes.get("-1", 0) / 2 for trace in traces)
    merged_plays_as_the_adapter_does(whole / "last.zip", tmp_path / "merged")


def merged_plays_as_the_adapter_does(checkpoint: Path, folder: Path) -> None:
    said = CliRunner().invoke(build(), ["merge", str(checkpoint), str(folder)])
    assert said.exit_code == 0, said.output
    trained, merged = grpo_agent(str(checkpoint)), make_agent(f"hf:{folder}")
    contexts = [np.arange(5, 40)]
    one, other = (agent._policy.generate(contexts, torch.Generator(), 0.0, 8)[0] for agent in (trained, merged))  # type: ignore[attr-defined]
    assert (one.tokens == other.tokens).all() and one.logprobs == pytest.approx(other.logprobs, abs=1e-3)
    again = CliRunner().invoke(build(), ["merge", str(checkpoint), str(folder)])
    assert again.exit_code == 2 and "there is something already" in " ".join(again.output.split())
    (trace,) = run_arena([Job(f"hf:{folder}", "garrison-1", (3,), max_steps=1)], "local", workers=1).traces
    assert trace.steps == 1


def other_shape(folder: Path, text: str) -> Path:
    """A Qwen2 whose tokenizer knows more words than it does."""
    reader = tokenizer(CLOSED, text)
    Qwen2ForCausalLM(Qwen2Config(vocab_size=len(reader) - 9, eos_token_id=1, **SIZES)).save_pretrained(folder)
    reader.save_pretrained(folder)
    return folder


def test_a_model_that_cannot_talk_is_refused_in_one_line(tmp_path: Path, llama: Path, words: str, refused: Refused) -> None:
    silent, small = save_llama(tmp_path / "silent", None), other_shape(tmp_path / "small", words)
    for policy, says in (
        ("hf", "wanted hf:FOLDER"),
        (f"hf:{tmp_path}/nowhere", "nowhere cannot be loaded"),
        (f"hf:{silent}", "silent has no chat template, so that nobody can talk with it; wanted a model tuned for chat"),
        (f"hf:{small}", "is too small: it has "),
        (f"hf:{llama},lora=4,targets=wings", "targets: came wings: "),
        (f"hf:{llama},wings=4", "policy hf: came 'wings=4', wanted option=value with option among path, lora"),
        (f"hf:{llama},longest=100", "holds 100"),
    ):
        assert says in refused("grpo", policy=policy, **GRPO)
    with pytest.raises(AgentError, match="no chat template"):
        make_agent(f"hf:{silent}")


def test_words_that_the_tokenizer_does_not_give_back_are_refused(tmp_path: Path, llama: Path) -> None:
    policy = hf(llama)
    assert len(policy.reply_tokens("naïve ✓")) > 3, "bytes spell anything"
    policy._tokenizer.backend_tokenizer.normalizer = normalizers.Lowercase()
    with pytest.raises(PolicyError, match=r"too small: it cannot spell 'Ward \(' at character 3 of 'to Ward \('"):
        policy.reply_tokens("to Ward (")


def test_a_checkpoint_of_another_shape_is_refused(tmp_path: Path, llama: Path, words: str, refused: Refused) -> None:
    folder = run_here(tmp_path, "sft", policy=f"hf:{llama},lora=4", **{**SFT, "steps": 1, "max_ticks": 300})
    small, other = save_llama(tmp_path / "small", CLOSED, text=words, size=500), LlamaForCausalLM.from_pretrained(llama)
    with torch.no_grad():
        other.model.norm.weight.add_(0.1)
    other.save_pretrained(tmp_path / "other")
    tokenizer(CLOSED, words, 900).save_pretrained(tmp_path / "other")
    for policy, says in (
        (f"hf:{llama}", "last.zip: its lora is 4, wanted 0"),
        (f"hf:{small},lora=4", "last.zip: its words is"),
        (f"hf:{tmp_path / 'other'},lora=4", "last.zip: its base is"),
        ("toy", "last.zip: its policy is hf, wanted toy"),
    ):
        assert says in refused("grpo", policy=policy, start=folder / "last.zip", **GRPO)


def test_a_model_that_sees_plays_by_words_alone(tmp_path: Path, backend: Backend) -> None:
    policy = hf(save_llava(tmp_path), ",lora=2")
    (reply,) = policy.generate([policy.prompt_tokens(Prompt(None, "s", "what?", {}), True)], torch.Generator(), 1.0, 4)  # type: ignore[arg-type]
    assert 1 <= len(reply.tokens) <= 4


class Engine:
    """Stands in for vLLM: draws by the model of the folder with the adapter it is given, and says what vLLM would."""

    def __init__(self, model: str, **options: Any) -> None:
        assert options["enable_lora"] and options["max_lora_rank"] == 8 and options["logprobs_mode"] == "processed_logprobs"
        self.path, self.adapters = model, list[str]()

    def generate(self, prompts: list[Any], params: list[Any], lora_request: Any, use_tqdm: bool) -> list[Any]:
        self.adapters.append(lora_request[2])
        module = PeftModel.from_pretrained(LlamaForCausalLM.from_pretrained(self.path), lora_request[2])
        (most, ends), contexts = (params[0]["max_tokens"], params[0]["stop_token_ids"]), [np.array(one) for one in prompts]
        rows = zip(*written(module.get_base_model(), contexts, 0, ends, torch.Generator(), 0.0, most), strict=True)
        found = []
        for tokens, likely, _ in rows:
            size, _ = length_of(tokens, ends, most)
            steps = [{int(token): SimpleNamespace(logprob=float(one))} for token, one in zip(tokens[:size], likely[:size], strict=True)]
            found.append(SimpleNamespace(outputs=[SimpleNamespace(token_ids=tokens[:size].tolist(), logprobs=steps)]))
        return found


def test_vllm_draws_with_the_adapter_as_it_is_now(llama: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="vllm: needs vllm, which is not installed"):
        hf(llama, ",lora=4,vllm=true")
    for name, there in (
        ("vllm", {"LLM": Engine, "SamplingParams": dict}), ("vllm.inputs", {"TokensPrompt": lambda prompt_token_ids: prompt_token_ids}),
        ("vllm.lora", {}), ("vllm.lora.request", {"LoRARequest": lambda *given: given}),
    ):  # fmt: skip
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(**there))
    with pytest.raises(SettingsError, match="vllm: came lora=0, wanted an adapter"):
        hf(llama, ",vllm=true")
    policy = hf(llama, ",lora=4,vllm=true")
    writer: Any = policy._writer
    contexts = [np.arange(5, 40), np.arange(5, 12)]
    for scale in (0.0, 0.5):
        with torch.no_grad():
            for name, weight in policy.module.named_parameters():
                if "lora_B" in name and scale:
                    weight.normal_(std=scale)
        drawn = [policy.generate(contexts, torch.Generator(), 0.0, 6) for _ in range(2)][1]
        policy._writer = None
        for one, other in zip(drawn, policy.generate(contexts, torch.Generator(), 0.0, 6), strict=True):
            assert (one.tokens == other.tokens).all() and one.logprobs == pytest.approx(other.logprobs, abs=1e-4)
            assert (one.entropies == -one.logprobs).all() and one.ended == other.ended
        policy._writer = writer
    copied = copy.deepcopy(policy)
    assert copied._writer is writer and copied.module is not policy.module
    copied.generate(contexts, torch.Generator(), 0.0, 6)
    assert len(set(writer._engine.adapters)) == 2, "it is handed over again when it has learnt, and not before"


def test_what_writes_replies_plays_alone(llama: Path, backend: Backend) -> None:
    job = Job("two", "garrison-1", (1,), mode="alliance", rules=AllianceRules(2), seats=(f"hf:{llama}", "noop"))
    with pytest.raises(AgentError, match="acts in words, this game in native"):
        next(iter(play(backend, job, "local")))
