"""Rows: ids as they came, environment tokens masked; and what selectors leave."""

from dataclasses import replace

import numpy as np
import pytest

from agents.grpo.conftest import Judging, turn
from garrison_agents.grpo.data import Row, collate, pack_group, unpack_group
from garrison_agents.grpo.rows import rows_of
from garrison_agents.grpo.slots import make
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.packing import packed, unpacked

NAN = float("nan")


def rows(judged: Judging, context: str, advantages: list[list[float]], weight: float = 1.0) -> list[Row]:
    turns = [[turn((5, 6), (7, 8, 1)), turn((9,), (4, 1))] for _ in advantages]
    group = replace(judged([[0, 0]] * len(turns), turns, weight), advantages=[np.array(one, np.float64) for one in advantages])
    return rows_of([group], context)


def test_a_turn_is_a_row_with_its_own_prompt(judged: Judging) -> None:
    first, second, third = rows(judged, "turn", [[0.5, -1], [NAN, 2]], weight=3.0)
    assert first.tokens.tolist() == [5, 6, 7, 8, 1] and first.mask.tolist() == [0, 0, 1, 1, 1]
    assert first.advantages.tolist() == [0, 0, 0.5, 0.5, 0.5] and first.weight == 3
    assert second.tokens.tolist() == [9, 4, 1] and (third.member, third.advantages[-1]) == (1, 2)


def test_an_episode_is_one_row_of_all_that_was_said(judged: Judging) -> None:
    (one, other) = rows(judged, "episode", [[0.5, -1], [NAN, 2]])
    assert one.tokens.tolist() == [5, 6, 7, 8, 1, 9, 4, 1]
    assert one.mask.tolist() == [0, 0, 1, 1, 1, 0, 1, 1] and one.turns.tolist() == [0, 0, 0, 0, 0, 1, 1, 1]
    assert other.mask.tolist() == [0, 0, 0, 0, 0, 0, 1, 1], "a turn without an advantage is context alone"


def test_a_batch_is_padded_on_the_right(judged: Judging) -> None:
    made = rows(judged, "turn", [[1, 1]])
    batch = collate(made[1:], 0, longest=10, whole=made)
    assert batch.tokens.tolist() == [[9, 4, 1]] and batch.rows_total == 2 and batch.tokens_total == 5
    batch = collate(made, 0, longest=10)
    assert batch.present.tolist() == [[True] * 5, [True, True, True, False, False]] and batch.mask[1].tolist() == [0, 1, 1, 0, 0]


def test_a_packed_group_comes_back(judged: Judging) -> None:
    group = judged([[1, 2]]).group
    back = unpack_group(unpacked(packed(pack_group(group))))
    assert back.task == group.task and back.episodes[0].turns[1].anchor == group.episodes[0].turns[1].anchor
    assert (back.episodes[0].turns[0].reply.tokens == group.episodes[0].turns[0].reply.tokens).all()


def some_rows() -> list[Row]:
    """Four groups of two rows: advantages 0 in the first, larger from group to group; entropies 0 to 7 in tens."""
    return [
        Row(
            np.array([2, 3, 4]), np.array([0, 1, 1], np.float32), np.zeros(3, np.float32), np.full(3, sign * group, np.float32),
            np.array([99, number, number + 0.5], np.float32), np.zeros(3, np.int32), group, side, 0,
        )
        for number, (group, side, sign) in enumerate((group, side, sign) for group in range(4) for side, sign in enumerate((1, -1)))
    ]  # fmt: skip


def left(spec: str) -> list[Row]:
    kept: list[Row] = make("select", spec)(some_rows(), np.random.default_rng(0))
    return kept


def test_selectors_leave_what_they_say() -> None:
    assert len(left("all")) == 8
    assert {row.group for row in left("live_groups")} == {1, 2, 3}
    assert {row.group for row in left("most_varied:share=0.5")} == {2, 3}
    assert [row.group for row in left("rows:share=0.25")] == [3, 3]
    assert len(left("rows:share=0.5,by=random")) == 4
    tokens = left("tokens:share=0.25")
    assert sum(float(row.mask.sum()) for row in tokens) == 4 and min(row.group for row in tokens) == 3, "prompt tokens never count"


@pytest.mark.parametrize("spec", ["rows:share=0", "tokens:share=1.5", "rows:by=luck", "most_varied:part=1", "some"])
def test_selectors_refuse_what_cannot_be(spec: str) -> None:
    with pytest.raises(SettingsError, match="came"):
        make("select", spec)
