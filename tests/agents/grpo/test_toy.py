"""The toy policy: its size, its words, its sight, and that it says of given tokens what it said when it drew them."""

import numpy as np
import pytest
import torch

from agents.grpo.conftest import CPU
from garrison import OpenOptions
from garrison.backend import Backend
from garrison_agents.grpo.data import Prompt
from garrison_agents.grpo.errors import PolicyError
from garrison_agents.grpo.ground import Grounds
from garrison_agents.grpo.slots import make
from garrison_agents.grpo.toy.policy import MOST_PARAMETERS, ToyTokenPolicy
from garrison_agents.grpo.words import action_of, call, reply_of
from garrison_agents.training.errors import SettingsError


def test_the_default_has_at_most_200_000_parameters() -> None:
    made: ToyTokenPolicy = make("policy", "toy:critic=true", 0, CPU)
    assert sum(one.numel() for one in made.module.parameters()) <= MOST_PARAMETERS
    for spec, says in (("toy:width=128", "wanted at most 200,000"), ("toy:width=30", "wanted a multiple of 4 heads")):
        with pytest.raises((PolicyError, SettingsError), match=says):
            make("policy", spec, 0, CPU)


def test_a_seed_gives_the_same_weights_and_another_others() -> None:
    one, same, other = (make("policy", "toy:width=32", seed, CPU).weights()["embed.weight"] for seed in (0, 0, 1))
    assert (one == same).all() and (one != other).any()


@pytest.mark.parametrize("temperature", [1.0, 0.7])
def test_fresh_logprobs_are_the_sampler_s(toy: ToyTokenPolicy, temperature: float) -> None:
    rng = np.random.default_rng(0)
    contexts = [rng.integers(0, len(toy.vocabulary), rng.integers(5, 40)) for _ in range(16)]
    replies = toy.generate(contexts, torch.Generator().manual_seed(0), temperature, 8)
    width = max(len(context) + len(reply.tokens) for context, reply in zip(contexts, replies, strict=True))
    tokens, present, drawn = (torch.zeros(16, width, dtype=kind) for kind in (torch.int64, torch.bool, torch.bool))
    for i, (context, reply) in enumerate(zip(contexts, replies, strict=True)):
        whole = np.concatenate([context, reply.tokens])
        tokens[i, : len(whole)], present[i, : len(whole)] = torch.from_numpy(whole), True
        drawn[i, len(context) : len(whole)] = True
    forward = toy.forward(tokens, present, drawn, temperature)
    for name, found in (("logprobs", forward.logprobs), ("entropies", forward.entropies)):
        sampled = np.concatenate([getattr(reply, name) for reply in replies])
        assert found[drawn].detach().numpy() == pytest.approx(sampled, abs=1e-5)
        assert (found[~drawn] == 0).all()
    assert forward.values is not None
    firsts = [forward.values[i, len(context)].item() for i, context in enumerate(contexts)]
    assert firsts == pytest.approx([reply.value for reply in replies], abs=1e-5)


def test_a_reply_ends_at_its_end_or_is_cut(toy: ToyTokenPolicy) -> None:
    contexts = [np.arange(5, 20)] * 200
    replies = toy.generate(contexts, torch.Generator().manual_seed(1), 20.0, 60)
    end = toy.vocabulary.end
    assert {reply.ended for reply in replies} == {True, False}
    for reply in replies:
        assert (reply.tokens[:-1] != end).all() and reply.ended == (reply.tokens[-1] == end)
        assert reply.text == "".join(toy.vocabulary.words[i] for i in reply.tokens if i != end)


def test_a_context_that_is_too_long_is_refused(toy: ToyTokenPolicy) -> None:
    with pytest.raises(PolicyError, match="the toy holds 96"):
        toy.generate([np.zeros(90, np.int64)], torch.Generator(), 1.0, 10)


CALLS = [
    call("build", site="A4", tower="archer"), call("upgrade", site="E15"), call("sell", site="B2"), call("show_range", site="A1"),
    call("rally", site="C3", x=-2.75, y=0), call("reinforce", x=3, y=-3), call("move_hero", x=0.25, y=1.5), call("fire"),
    call("raise_hero"),     call("wait"),
]  # fmt: skip


@pytest.mark.parametrize("text", CALLS)
def test_a_call_is_spelt_and_read_back(toy: ToyTokenPolicy, text: str) -> None:
    tokens = toy.reply_tokens(text)
    assert len(tokens) <= 10 and tokens[-1] == toy.vocabulary.end and toy.text_of(tokens) == text


def test_a_vocabulary_too_small_says_where() -> None:
    toy: ToyTokenPolicy = make("policy", "toy", 0, CPU)
    with pytest.raises(PolicyError, match=r"too small: it cannot spell '\.33,.* at character 38"):
        toy.reply_tokens('{"name":"move_hero","arguments":{"x":0.33,"y":1}}')


def test_what_the_toy_sees_changes_with_what_it_can_act_on(backend: Backend, toy: ToyTokenPolicy) -> None:
    ground = Grounds(backend)["garrison-1"]
    session = backend.open(OpenOptions(levels=("garrison-1",), slots=1))
    view = session.reset([0], [1]).views["structured"][0]
    seen = toy.prompt_tokens(Prompt(ground, "", "", {"structured": view}), True)
    words = [toy.vocabulary.words[i] for i in seen]
    assert words[0] == "<last:none>" and words[-1] == "<answer>" and "<gold:7>" in words and "<life:6>" in words
    sites = words[words.index("A5") :]
    assert sites[:4] == ["A5", "<free0:6>", "A4", "<free0:6>"], "the sites that cover most road come first"
    at = ground.facts.points[ground.sites.index("A5")]
    built = session.step([0], np.array([[*at, 0]], np.float64)).views["structured"][0]
    after = toy.prompt_tokens(Prompt(ground, "", "", {"structured": built}, "acted"), False)
    words = [toy.vocabulary.words[i] for i in after]
    assert words[0] == "<last:acted>" and words[words.index("A5") + 1] == "<archer0:6>" and "<gold:3>" in words
    session.close()


def test_an_action_in_words_is_the_action(backend: Backend) -> None:
    ground = Grounds(backend)["garrison-1"]
    at = ground.facts.points[2]
    for action in ((*at, 0), (*at, 3), (*at, 4), (1.5, -2.25, 8), (-3.0, 3.0, 9), (0.0, 0.0, 10), (0.0, 0.0, 11), (0.0, 0.0, 6)):
        assert action_of(reply_of(action, ground), ground) == pytest.approx(action)
    assert action_of(reply_of((0.31, 0.9, 7), ground), ground) == (0.25, 1.0, 7)
    for text in ("", "[]", '{"name":"build"}', call("fly"), call("wait", x=1), call("move_hero", x=4, y=0), call("upgrade", site="Z9")):
        assert action_of(text, ground) is None
