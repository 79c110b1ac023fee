"""Sites: how much road each covers, and their names."""

import numpy as np
import pytest
from tests.observe.states import made_up_levels

from garrison_levels.level import benchmark_levels
from garrison_server import board as bd
from garrison_server.board import Board, board_of
from garrison_server.observe.sites import sites_of

BOARDS = [board_of(level) for level in (*made_up_levels(), *benchmark_levels().values())]


def walked(board: Board, path: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """`n` places evenly along a road, and how far along each is."""
    waypoints = board.paths[path, : board.lengths[path]]
    arcs = (np.arange(n) + 0.5) / n * waypoints[-1, bd.W_ARC]
    return np.array([np.interp(arcs, waypoints[:, bd.W_ARC], waypoints[:, axis]) for axis in (bd.W_X, bd.W_Y)]).T, arcs


@pytest.mark.parametrize("board", BOARDS)
def test_coverage_and_distance_equal_those_of_walking_the_road(board: Board) -> None:
    sites, n = sites_of(board), 4000
    for path in range(int(board.numbers[bd.B_PATHS])):
        places, arcs = walked(board, path, n)
        total = sites.totals[path]
        for i in range(int(board.numbers[bd.B_POINTS])):
            distances = np.hypot(*(places - board.points[i, :2]).T)
            assert sites.gap[i, path] == pytest.approx(distances.min(), abs=2 * total / n)
            for kind in range(3):
                within = (distances <= board.towers[kind, bd.TT_RADIUS]).mean() * total
                assert sites.cover[i, path, kind] == pytest.approx(within, abs=30 * total / n)
            nearest = distances <= distances.min() + 2 * total / n
            assert np.abs(total - arcs[nearest] - sites.remaining[i, path]).min() < 20 * total / n


@pytest.mark.parametrize("board", BOARDS)
def test_names_differ_and_count_from_the_base_outwards(board: Board) -> None:
    sites = sites_of(board)
    assert len(set(sites.names)) == int(board.numbers[bd.B_POINTS])
    for road in "ABCDE":
        mine = sorted((name for name in sites.names if name[0] == road), key=lambda name: int(name[1:]))
        assert [int(name[1:]) for name in mine] == list(range(1, len(mine) + 1))
        left = [sites.remaining[sites.names.index(name), "ABCDE".index(road)] for name in mine]
        assert left == sorted(left)
