"""Rows from judged groups: a turn each, or an episode each. Ids are concatenated as they came and never made anew."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from garrison_agents.grpo.data import Episode, Floats, Judged, Row, Turn


def rows_of(judged: Sequence[Judged], context: str) -> list[Row]:
    """All turns with an advantage that is not NaN; in `episode`, what lies before a reply is all that was said."""
    return [row for number, one in enumerate(judged) for row in _of_group(number, one, context)]


def _of_group(number: int, one: Judged, context: str) -> Iterator[Row]:
    assert one.advantages is not None
    for i, (episode, advantages) in enumerate(zip(one.group.episodes, one.advantages, strict=True)):
        targets = one.targets[i] if one.targets is not None else np.full(len(episode.turns), np.nan)
        weight = one.group.task.weight
        if context == "episode":
            if episode.turns and not np.isnan(advantages).all():
                yield _row(episode, list(enumerate(episode.turns)), advantages, targets, number, weight)
            continue
        for t, turn in enumerate(episode.turns):
            if not np.isnan(advantages[t]):
                yield _row(episode, [(t, turn)], advantages, targets, number, weight)


def _row(
    episode: Episode, turns: Sequence[tuple[int, Turn]], advantages: Floats, targets: Floats, group: int, weight: float
) -> Row:  # fmt: skip
    tokens: list[Any] = []
    mask: list[Any] = []
    logprobs: list[Any] = []
    worth: list[Any] = []
    entropies: list[Any] = []
    numbers: list[Any] = []
    for t, turn in turns:
        before, drawn, there = len(turn.prompt), len(turn.reply.tokens), not np.isnan(advantages[t])
        tokens += [turn.prompt, turn.reply.tokens]
        mask += [np.zeros(before), np.full(drawn, float(there))]
        logprobs += [np.zeros(before), turn.reply.logprobs]
        entropies += [np.zeros(before), turn.reply.entropies]
        worth += [np.zeros(before), np.full(drawn, advantages[t] if there else 0.0)]
        numbers.append(np.full(before + drawn, t))
    first = turns[0]
    return Row(
        tokens=np.concatenate(tokens).astype(np.int64), mask=np.concatenate(mask).astype(np.float32),
        logprobs=np.concatenate(logprobs).astype(np.float32), advantages=np.concatenate(worth).astype(np.float32),
        entropies=np.concatenate(entropies).astype(np.float32), turns=np.concatenate(numbers).astype(np.int32),
        group=group, member=episode.member, version=episode.version, weight=weight,
        value=first[1].reply.value, target=float(targets[first[0]]),
    )  # fmt: skip
