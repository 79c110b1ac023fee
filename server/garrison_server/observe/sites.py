"""Where the tower points lie by the roads: how much road each covers, how far it is from the base, and its stable name.

A site's name is the letter of the nearest road (A is road 1) and a number counted from the base outwards: B2 is the
second site on road 2. Names depend on the level alone.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server.board import Board
from garrison_server.rules import MAX_PATHS, MAX_POINTS

FAR = 1e9


class Sites(NamedTuple):
    """One level's tower points beside its roads; distances in map units."""

    cover: NDArray[np.float64]  # (MAX_POINTS, MAX_PATHS, 3) road within a tower's range, by kind - 1
    gap: NDArray[np.float64]  # (MAX_POINTS, MAX_PATHS) to the nearest place of each road; FAR where there is none
    remaining: NDArray[np.float64]  # (MAX_POINTS, MAX_PATHS) road from that place to the base
    totals: NDArray[np.float64]  # (MAX_PATHS,) length of each road
    names: tuple[str, ...]  # (points,)


def sites_of(board: Board) -> Sites:
    """The sites of one level's board."""
    points = int(board.numbers[bd.B_POINTS])
    cover = np.zeros((MAX_POINTS, MAX_PATHS, 3))
    gap = np.full((MAX_POINTS, MAX_PATHS), FAR)
    remaining = np.zeros((MAX_POINTS, MAX_PATHS))
    totals = np.zeros(MAX_PATHS)
    at = board.points[:points, [bd.Q_X, bd.Q_Y]]
    for p in range(int(board.numbers[bd.B_PATHS])):
        waypoints = board.paths[p, : board.lengths[p]]
        totals[p] = waypoints[-1, bd.W_ARC]
        along, offset = _beside(at, waypoints)
        sizes = np.diff(waypoints[:, bd.W_ARC])
        for k in range(3):
            half = np.sqrt(np.maximum(board.towers[k, bd.TT_RADIUS] ** 2 - offset**2, 0.0))
            ends = np.clip(along + half, 0.0, sizes) - np.clip(along - half, 0.0, sizes)
            cover[:points, p, k] = ends.sum(axis=1)
        nearest = np.clip(along, 0.0, sizes)
        distance = np.hypot(offset, along - nearest)
        best = distance.argmin(axis=1)
        rows = np.arange(points)
        gap[:points, p] = distance[rows, best]
        remaining[:points, p] = totals[p] - waypoints[best, bd.W_ARC] - nearest[rows, best]
    return Sites(cover, gap, remaining, totals, _names(points, gap, remaining))


def _beside(at: NDArray[np.float64], waypoints: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each point's place along, and its distance from, the line through each segment: two arrays (points, segments)."""
    start = waypoints[:-1]
    from_start = at[:, None, :] - start[None, :, [bd.W_X, bd.W_Y]]
    dx, dy = start[:, bd.W_DX], start[:, bd.W_DY]
    along = from_start[..., 0] * dx + from_start[..., 1] * dy
    return along, np.abs(from_start[..., 0] * dy - from_start[..., 1] * dx)


def _names(points: int, gap: NDArray[np.float64], remaining: NDArray[np.float64]) -> tuple[str, ...]:
    roads = gap[:points].argmin(axis=1)
    names = [""] * points
    for road in range(MAX_PATHS):
        mine = [i for i in range(points) if roads[i] == road]
        for rank, i in enumerate(sorted(mine, key=lambda i: remaining[i, road])):
            names[i] = f"{'ABCDE'[road]}{rank + 1}"
    return tuple(names)
