"""Recorded episodes of a teacher: what it was shown and what it would have written, judged by the server as any reply is."""

import contextlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import torch

from garrison.backend import Backend
from garrison_agents.agent import Agent, make_agent
from garrison_agents.grpo.data import Completion, Group, Judged, Rewards, Row, Task, Template
from garrison_agents.grpo.game import Game, PlayOptions
from garrison_agents.grpo.ground import Ground
from garrison_agents.grpo.hall import Hall
from garrison_agents.grpo.interfaces import Policy
from garrison_agents.grpo.rows import rows_of
from garrison_agents.grpo.settings import LessonSettings
from garrison_agents.grpo.tasks import SEEDS_FROM
from garrison_agents.grpo.words import reply_of
from garrison_agents.training.errors import SettingsError

ACCEPTED: Final = ("acted", "no_effect")


def record(
    backend: Backend, ground: Ground, policy: Policy, teacher: str, episodes: int, options: PlayOptions, template: Template, seed: int
) -> Group:  # fmt: skip
    """Episodes of the teacher on one level, side by side, each from its own seed. Raises SettingsError for a teacher that plays no native
    actions, PolicyError for words that the policy cannot spell."""
    teachers = [taught(teacher) for _ in range(episodes)]
    with contextlib.closing(Game(backend, ground, episodes, options, (*policy.views, *teachers[0].views))) as game:
        game.begin_apart([SEEDS_FROM + seed + number for number in range(episodes)], template)
        for number, one in enumerate(teachers):
            one.reset(ground.description, seed + number)
        while live := game.live:
            replies = []
            for seat in live:
                action = teachers[seat.slot].act(seat.prompt.views)
                assert isinstance(action, tuple)
                text = reply_of(action, ground)
                tokens = policy.reply_tokens(text)
                seat.coming = policy.prompt_tokens(seat.prompt, not seat.turns or options.context == "turn")
                replies.append(Completion(tokens, np.zeros(len(tokens), np.float32), np.zeros(len(tokens), np.float32), text))
            game.say(live, replies)
        return Group(Task(ground.source, SEEDS_FROM + seed, episodes), game.episodes())


def first_seed(settings: LessonSettings, number: int) -> int:
    """Of the episodes that a run records on its level of that number; the seeds of no two levels and no two runs are alike."""
    return (settings.seed * len(settings.levels) + number) * settings.record_episodes


def played(
    backend: Backend, ground: Ground, policy: Policy, episodes: int, options: PlayOptions, template: Template, seed: int
) -> Group:  # fmt: skip
    """The same episodes played by the policy itself, at temperature 1. Raises what the server is lost with."""
    generator = torch.Generator(next(policy.module.parameters()).device).manual_seed(seed)
    with contextlib.closing(Game(backend, ground, episodes, options, policy.views)) as game:
        game.begin_apart([SEEDS_FROM + seed + number for number in range(episodes)], template)
        (play,) = Hall(policy, options, generator).play([game])
        if play.error:
            raise play.error
        return Group(Task(ground.source, SEEDS_FROM + seed, episodes), game.episodes())


def taught(teacher: str) -> Agent:
    """The teacher by its name. Raises SettingsError."""
    made = make_agent(teacher)
    if made.action_space != "native":
        raise SettingsError(f"teacher: came {teacher!r}, which plays {made.action_space}, wanted an agent that plays native actions")
    return made


def lessons(groups: Sequence[Group], context: str) -> list[Row]:
    """The turns that the game accepted, to be copied: rows whose advantage is 1."""
    return rows_of([_worth_copying(group) for group in groups], context)


def _worth_copying(group: Group) -> Judged:
    worth = [np.array([1.0 if turn.understanding in ACCEPTED else np.nan for turn in episode.turns]) for episode in group.episodes]
    return Judged(group, Rewards({}, worth), worth)
