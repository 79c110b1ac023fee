"""Roads as samples: lengths, coverage, and how far it is to the base."""

import numpy as np
import pytest

from garrison_agents.scripted.road import SPACING, roads_of

STRAIGHT = [(-3.0, 0.0), (1.0, 0.0), (1.0, -2.0)]


def test_roads_of_measures_every_road() -> None:
    roads = roads_of([STRAIGHT, [(0.0, 2.0), (1.0, -2.0)]])
    assert roads.count == 2
    assert roads.lengths == pytest.approx((6.0, np.hypot(1.0, 4.0)))
    assert roads.left[0] == pytest.approx(6.0 - SPACING / 2)


def test_coverage_is_the_chord_of_the_range() -> None:
    roads = roads_of([STRAIGHT])
    assert roads.coverage((-1.0, 0.0), 1.0) == pytest.approx(2.0, abs=SPACING)
    assert roads.coverage((-1.0, 0.6), 1.0) == pytest.approx(1.6, abs=SPACING)
    assert roads.coverage((-1.0, 2.0), 1.0) == 0.0


def test_coverage_of_one_road_in_two_counts_half() -> None:
    roads = roads_of([STRAIGHT, [(-3.0, 2.9), (-2.0, 2.9), (1.0, -2.0)]])
    assert roads.coverage((-1.0, -1.0), 1.1) == pytest.approx(np.sqrt(1.1**2 - 1.0), abs=2 * SPACING)


def test_locate_tells_the_way_left() -> None:
    roads = roads_of([STRAIGHT])
    _, left = roads.locate(np.array([(-1.0, 0.1), (1.0, -1.5)]))
    assert left == pytest.approx([4.0, 0.5], abs=SPACING)
    assert roads.spot_before_base(0.5) == pytest.approx((1.0, -1.5), abs=SPACING)
