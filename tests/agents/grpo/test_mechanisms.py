"""What each variant of the literature adds: seen with it, and not without it.

A probe is given a slot's words, sets up the case in which the mechanism matters, and says whether it did what its paper says.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from agents.grpo.conftest import episode, turn
from garrison_agents.grpo.data import Episode, Group, Judged, Rewards, Row, Task, Turn
from garrison_agents.grpo.slots import make

Probe = Callable[[str], bool]


def told(sure: float, tokens: int = 2, understanding: str = "acted", entropy: float = 0.5) -> Turn:
    """A turn whose reply's tokens had this chance each."""
    plain = turn(reply=[7] * tokens, understanding=understanding)
    drawn = replace(
        plain.reply, logprobs=np.full(tokens, np.log(sure), np.float32), entropies=np.full(tokens, entropy, np.float32)
    )  # fmt: skip
    return replace(plain, reply=drawn)


def group_of(episodes: Sequence[Episode], returns: Sequence[float], task: Task | None = None) -> Judged:
    """Rewarded in their last turns."""
    totals = [np.append(np.zeros(len(one.turns) - 1), value) for one, value in zip(episodes, returns, strict=True)]
    return Judged(Group(task or Task("garrison-1", 1, len(episodes)), tuple(episodes)), Rewards({}, totals))


def worth(spec: str, *groups: Judged) -> list[list[float]]:
    """The advantage of each episode's first turn, by groups."""
    return [[float(part[0]) for part in one.advantages] for one in make("advantage", spec)(groups)]


def is_scaled_by_the_deviation(spec: str) -> bool:
    few, many = ([episode(i, [turn()]) for i in range(2)] for _ in range(2))
    (near,), (far,) = worth(spec, group_of(few, [0.0, 0.1]))[:1], worth(spec, group_of(many, [0.0, 1.0]))[:1]
    return near == pytest.approx(far, rel=0.01)


def compares_turns_in_one_state(spec: str) -> bool:
    """Two episodes of equal return, that were in the same state at different times."""
    one, other = episode(0, [turn((1, 1)), turn((2, 2))]), episode(1, [turn((2, 2)), turn((3, 3))])
    (found,) = worth(spec, group_of([one, other], [1.0, 1.0]))
    return found[1] < found[0]


def earlier_exits_earn_more(spec: str) -> bool:
    group = Group(
        Task("garrison-1", 1, 4), tuple(episode(i, [turn()] * n, score) for i, (n, score) in enumerate(((3, 1), (1, 0), (2, 1), (5, 1))))
    )
    earned = [part[-1] for part in make("reward", spec)(group)]
    return bool(earned[2] == 1 and earned[2] > earned[0] > earned[3] > earned[1] == 0)


def is_brief_only_where_it_succeeds(spec: str) -> bool:
    lengths = (2, 4, 6, 8)
    good = group_of([episode(i, [told(0.5, n)], 1.0) for i, n in enumerate(lengths)], [1.0] * 4)
    poor = group_of([episode(i, [told(0.5, n)], float(i == 3)) for i, n in enumerate(lengths)], [0.0, 0.0, 0.0, 1.0])
    (plain,) = worth("grpo", poor)
    short, same = worth(spec, good, poor)
    return short == sorted(short, reverse=True) and short[0] > 0 > short[-1] and same == plain


def consistent_groups_learn_from_the_others(spec: str) -> bool:
    right = group_of([episode(i, [turn()], 1.0) for i in range(4)], [1.0] * 4)
    wrong = group_of([episode(i, [turn()], 0.0) for i in range(4)], [0.0] * 4)
    scores = (0.0, 0.3, 0.6, 1.0)
    mixed = group_of([episode(i, [turn()], score) for i, score in enumerate(scores)], scores)
    good, bad, local = worth(spec, right, wrong, mixed)
    return good[0] > 0.5 and bad[0] < -0.5 and local == pytest.approx(worth("grpo", mixed)[0], rel=0.05)


def the_unlikely_and_right_counts_more(spec: str) -> bool:
    sure, unsure, wrong = episode(0, [told(0.9)], 1.0), episode(1, [told(0.2)], 1.0), episode(2, [told(0.1)], 0.0)
    group = group_of([sure, unsure, wrong], [1.0, 1.0, 0.0])
    (plain,), (found,) = worth("grpo", group), worth(spec, group)
    return found[1] > found[0] == plain[0] and found[2] == plain[2]


def the_sure_and_right_counts_less(spec: str) -> bool:
    sure, unsure, wrong = episode(0, [told(0.9)], 1.0), episode(1, [told(0.2)], 1.0), episode(2, [told(0.9)], 0.0)
    group = group_of([sure, unsure, wrong], [1.0, 1.0, 0.0])
    (plain,), (found,) = worth("grpo", group), worth(spec, group)
    return found[1] > plain[1] and found[0] < plain[0] and found[2] == plain[2]


def rows(advantages: Sequence[float], version: int = 0) -> list[Row]:
    """A prompt token and three of a reply each; entropies that grow along the reply."""
    return [
        Row(
            np.array([2, 3, 4, 5]), np.array([0, 1, 1, 1], np.float32), np.zeros(4, np.float32), np.full(4, value, np.float32),
            np.array([9, 0.1, 0.5, 1.0], np.float32), np.zeros(4, np.int32), number, 0, version,
        )
        for number, value in enumerate(advantages)
    ]  # fmt: skip


def keeps_what_varies_and_matters(spec: str) -> bool:
    values = (-1.0, -0.9, 0.1, 0.2, 0.3, 2.0)
    rng = np.random.default_rng(0)
    kept = make("select", spec)(rows(values), rng)
    best = max(combinations(values, 3), key=np.var)
    weighed = sorted((abs(value) * entropy for value in best for entropy in (0.1, 0.5, 1.0)), reverse=True)
    found = [float(abs(row.advantages[i]) * row.entropies[i]) for row in kept for i in np.flatnonzero(row.mask)]
    whole = make("select", spec)(rows(values, version=10), rng)  # when the shares have grown
    grown = len(whole) == 6 and sum(row.mask.sum() for row in whole) == 18
    return (
        [row.group for row in kept] == [values.index(one) for one in best]
        and sorted(found, reverse=True) == pytest.approx(weighed[:4])
        and grown
    )


def weight_goes_to_where_it_fails(spec: str) -> bool:
    sampler = make("tasks", spec, ("generated:1:1", "generated:1:3"), 4, 0)
    for _ in range(30):
        played = [group_of([episode(0, [turn()], float(task.level.endswith(":1")))], [0.0], task) for task in sampler.draw(4)]
        sampler.observe(played)
    hard = [task.level.endswith(":3") for task in sampler.draw(400)]
    return np.mean(hard) > 0.75


def goes_where_there_is_something_to_learn(spec: str) -> bool:
    sampler = make("tasks", spec, ("generated:1:1", "generated:2:1", "generated:1:3"), 4, 0)
    for _ in range(20):
        played = [group_of([episode(i, [turn()]) for i in range(2)], [0.0, 1.0], task) for task in sampler.draw(4)]
        advantages = [[np.full(1, sign * float(one.group.task.level.endswith(":3"))) for sign in (-1, 1)] for one in played]
        sampler.observe([replace(one, advantages=found) for one, found in zip(played, advantages, strict=True)])
    drawn = sampler.draw(400)
    assert {task.bin for task in drawn} == {"difficulty 1", "difficulty 3"}
    return np.mean([task.bin == "difficulty 3" for task in drawn]) > 0.75


def spends_where_it_is_uncertain(spec: str) -> bool:
    sampler = make("tasks", spec, ("garrison-1", "garrison-2"), 8, 0)
    for level, scores in (("garrison-1", (0.9, 0.9, 0.9, 0.9)), ("garrison-2", (0.0, 1.0, 0.0, 1.0))):
        sampler.observe([group_of([episode(i, [turn()], s) for i, s in enumerate(scores)], scores, Task(level, 1, 4))])
    tasks = sampler.draw(8)
    assert sum(task.size for task in tasks) == 64 and min(task.size for task in tasks) >= 2
    sizes = {level: np.mean([task.size for task in tasks if task.level == level]) for level in ("garrison-1", "garrison-2")}
    return bool(sizes["garrison-2"] > sizes["garrison-1"] + 1)


def a_group_is_asked_in_many_ways(spec: str) -> bool:
    sampler = make("prompts", spec, 0)
    names = [[sampler.template(Task("garrison-1", seed, 4), member) for member in range(4)] for seed in range(20)]
    assert all(one[0] == names[0][0] for one in names), "evaluations are asked alike"
    return all(len({template.name for template in one}) == 4 for one in names) and len({one[1].name for one in names}) > 2


def words_stand_before_all(spec: str) -> bool:
    template = make("prompts", spec, 0).template(Task("garrison-1", 1, 1), 0)
    return "plan" in template.before and template.thoughts


def the_score_counts_as_far_as_replies_are_valid(spec: str) -> bool:
    told_all = [[turn(understanding=word)] for word in ("unparseable", "out_of_schema", "illegal", "no_effect", "acted")]
    climbed = [
        float(part.sum())
        for part in make("reward", spec)(Group(Task("garrison-1", 1, 5), tuple(episode(i, one, 0.0) for i, one in enumerate(told_all))))
    ]
    assert climbed == [0, 0.25, 0.5, 0.75, 1], "each rung is a quarter"
    half = Group(Task("garrison-1", 1, 1), (episode(0, [turn(), turn(understanding="illegal")], 0.8),))
    return float(make("reward", spec)(half)[0].sum()) == pytest.approx((1 + 0.5) / 2 + 0.8 / 2)


def earlier_rows_are_learnt_from_until_it_is_reborn(spec: str) -> bool:
    buffer, rng = make("buffer", spec), np.random.default_rng(0)
    first, second, third = (buffer.mix(rows([number] * 6, version=number), number, rng) for number in range(3))
    ages = [sorted(row.version for row in mixed) for mixed in (first, second, third)]
    reborn = [buffer.reborn(number) for number in range(4)]
    return ages == [[0] * 6, [0] * 4 + [1] * 6, [2] * 6] and reborn == [False, False, True, False]


ON_AND_OFF: list[tuple[Probe, str, tuple[str, ...]]] = [
    (is_scaled_by_the_deviation, "grpo", ("dr_grpo",)),
    (compares_turns_in_one_state, "gigpo:gamma=0.5", ("gigpo:gamma=0.5,weight=0.0", "grpo")),
    (earlier_exits_earn_more, "decaying", ("decaying:decay=1.0", "score")),
    (is_brief_only_where_it_succeeds, "grpo_lambda", ("grpo_lambda:weight=0.0", "grpo_lambda:share=1.0,least=0.0", "grpo")),
    (consistent_groups_learn_from_the_others, "copo", ("copo:most=0.0", "copo:sharpness=0.0", "grpo")),
    (the_unlikely_and_right_counts_more, "xrpo", ("xrpo:weight=0.0", "xrpo:most=0.0", "grpo")),
    (the_sure_and_right_counts_less, "arm", ("arm:weight=0.0", "grpo")),
    (keeps_what_varies_and_matters, "d3s:rows=0.5,tokens=0.45,over=10",
     ("d3s:rows=1.0,tokens=1.0", "d3s:rows=0.5,tokens=0.45,over=0", "d3s:rows=0.5,tokens=1.0,over=10", "d3s:rows=1.0,tokens=0.45,over=10")),
    (weight_goes_to_where_it_fails, "gdro", ("gdro:rate=0.0", "gdro:bins=1", "uniform")),
    (goes_where_there_is_something_to_learn, "bandit", ("bandit:rate=0.0",)),
    (spends_where_it_is_uncertain, "budget", ("budget:share=0.0", "uniform")),
    (a_group_is_asked_in_many_ways, "augmented", ("augmented:names=brief,priors=none", "fixed")),
    (words_stand_before_all, "prior:kind=plan", ("prior:kind=none", "fixed")),
    (the_score_counts_as_far_as_replies_are_valid, "hierarchy", ("hierarchy:gated=false", "hierarchy:score=0.0")),
    (earlier_rows_are_learnt_from_until_it_is_reborn, "remix:until=2", ("remix:share=0.0,until=2", "remix:until=0", "fresh")),
]  # fmt: skip
ONE_BY_ONE: list[Any] = [
    pytest.param(probe, on, off, id=f"{probe.__name__}-{off}") for probe, on, others in ON_AND_OFF for off in others
]  # fmt: skip


@pytest.mark.parametrize(("probe", "on", "off"), ONE_BY_ONE)
def test_a_mechanism_shows_with_it_and_not_without_it(probe: Probe, on: str, off: str) -> None:
    assert probe(on)
    assert not probe(off)
