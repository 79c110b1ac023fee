"""Evaluation on the frozen seeds: the same episodes, levels and numbers as for every other agent, with the server judging each reply."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from garrison.backend import Backend
from garrison_agents.grpo.data import Episode, Template
from garrison_agents.grpo.game import Game, PlayOptions
from garrison_agents.grpo.ground import Grounds
from garrison_agents.grpo.hall import Hall
from garrison_agents.grpo.interfaces import Policy
from garrison_agents.score import spread
from garrison_agents.training.frozen import FIRST_SEED, WON, Evaluation

FAILURES = ("unparseable", "out_of_schema", "illegal", "no_effect")
VALID = ("acted", "no_effect")


@dataclass(frozen=True)
class Words:
    """What the server made of the replies, as shares of them."""

    valid: float  # accepted by the game
    rates: dict[str, float]  # the four failures
    length: float  # tokens of a reply, mean

    def row(self) -> dict[str, float]:
        """As columns."""
        return {"valid": self.valid, **self.rates, "reply_tokens": self.length}


WORDS = ("valid", *FAILURES, "reply_tokens")  # the columns' names


def words_of(episodes: Sequence[Episode]) -> Words:
    """Over all replies of some episodes."""
    turns = [turn for episode in episodes for turn in episode.turns]
    counts, n = Counter(turn.understanding for turn in turns), max(len(turns), 1)
    tokens = sum(len(turn.reply.tokens) for turn in turns)
    return Words(sum(counts[name] for name in VALID) / n, {name: counts[name] / n for name in FAILURES}, tokens / n)


def evaluate(
    backend: Backend, grounds: Grounds, policy: Policy, template: Template, levels: Sequence[str], episodes: int, options: PlayOptions,
    temperature: float = 1.0,
) -> tuple[Evaluation, Words]:  # fmt: skip
    """`episodes` of each level, each to its end; replies are drawn by a generator of their own. Raises what the server is
    lost with."""
    generator = torch.Generator(device=next(policy.module.parameters()).device).manual_seed(FIRST_SEED)
    hall = Hall(policy, replace(options, max_turns=0), generator, temperature)
    seeds = [FIRST_SEED + number for number in range(episodes)]
    with contextlib.ExitStack() as stack:
        games = [Game(backend, grounds[level], episodes, hall.options, policy.views) for level in levels]
        for game in games:
            stack.callback(game.close)
            game.begin_apart(seeds, template)
        plays = hall.play(games)
    if lost := [play.error for play in plays if play.error]:
        raise lost[0]
    played = [game.episodes() for game in games]
    every = [episode for one in played for episode in one]
    names = [grounds[level].name for level in levels]
    found = Evaluation(
        spread([one.score for one in every]), spread([one.normalised for one in every]),
        float(np.mean([one.status == WON for one in every])), float(np.mean([one.turns[-1].step for one in every])),
        {name: spread([one.normalised for one in of]).mean for name, of in zip(names, played, strict=True)},
    )  # fmt: skip
    return found, words_of(every)
