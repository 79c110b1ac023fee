"""Recorded episodes in pairs: from one state, of which one earned more than the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from garrison_agents.grpo.data import Episode, Group, Judged, Rewards, Row, Task
from garrison_agents.grpo.rows import rows_of


@dataclass(frozen=True)
class Pair:
    """Two episodes of one level, seed and snapshot."""

    chosen: tuple[Row, ...]  # a row for each turn, or one of the whole episode
    rejected: tuple[Row, ...]
    margin: float  # by how much the chosen one's normalised score is higher, above 0


def regrouped(recorded: Sequence[Group]) -> list[Group]:
    """Groups whose episodes each have a seed of their own (`recording.record`: the first one's is the task's), one for each who played,
    as groups of a seed each, a member for each who played."""
    first = recorded[0].task
    return [
        Group(Task(first.level, first.seed + i, len(recorded)), tuple(replace(of[i], member=k) for k, of in enumerate(everybody)))
        for everybody in [[group.episodes for group in recorded]]
        for i in range(first.size)
    ]


def pairs_of(groups: Sequence[Group], context: str, gap: float) -> list[Pair]:
    """Every two members of a group whose normalised scores are more than `gap` apart; groups whose level, seed and snapshot are alike are
    one. All replies of an episode count, those that the game refused too."""
    return [pair for members in _by_state(groups).values() for pair in _pairs(members, context, gap)]


State = tuple[str, int, bytes | None]


def _by_state(groups: Sequence[Group]) -> dict[State, list[Episode]]:
    found: dict[State, list[Episode]] = {}
    for group in groups:
        if not group.void:
            found.setdefault((group.task.level, group.task.seed, group.task.snapshot), []).extend(group.episodes)
    return found


def _pairs(members: Sequence[Episode], context: str, gap: float) -> Iterator[Pair]:
    rows = [rows_of_episode(episode, context) for episode in members]
    for i, better in enumerate(members):
        for j, worse in enumerate(members):
            if better.normalised - worse.normalised > gap and rows[i] and rows[j]:
                yield Pair(rows[i], rows[j], better.normalised - worse.normalised)


def rows_of_episode(episode: Episode, context: str) -> tuple[Row, ...]:
    """All its turns."""
    worth = [np.ones(len(episode.turns))]
    group = Group(Task("", 0, 1), (episode,))
    return tuple(rows_of([Judged(group, Rewards({}, worth), worth)], context))
