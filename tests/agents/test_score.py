"""One scale for all levels, and means with their spread."""

import pytest

from agents.test_trace import TRACE
from garrison_agents.score import normalised, spread, summarise


def test_normalised_puts_noop_at_0_and_witness_at_1() -> None:
    assert normalised(-20, 20, 0) == 0.0
    assert normalised(0, 20, 0) == 1.0
    assert normalised(-2, 20, -2) == 1.0
    assert normalised(-11, 20, -2) == 0.5


def test_spread_of_values() -> None:
    found = spread([1.0, 2.0, 3.0])
    assert (found.mean, found.deviation, found.n) == (2.0, 1.0, 3)
    assert found.half_width == pytest.approx(1.96 / 3**0.5)
    assert spread([5.0]).deviation == 0.0
    assert spread([]).n == 0


def test_summarise_groups_by_level_and_agent() -> None:
    other = type(TRACE)(**{**TRACE.__dict__, "agent": "expert", "score": 0.0})
    rows = summarise([TRACE, TRACE, other])
    assert [(row.agent, row.score.n) for row in rows] == [("greedy", 2), ("expert", 1)]
    assert rows[0].score.mean == -2.0
    assert rows[0].steps_per_s == pytest.approx(600)
