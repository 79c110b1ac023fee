"""The roads as sampled points, and how much of them lies in a range."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SPACING = 0.05  # units between two samples
Spot = tuple[float, float]


@dataclass(frozen=True)
class Roads:
    """All roads of a level, sampled every SPACING units; m samples in all, road after road."""

    xy: NDArray[np.float64]  # (m, 2)
    left: NDArray[np.float64]  # (m,) units of road from the sample to the base
    road: NDArray[np.int64]  # (m,) which road it belongs to
    lengths: tuple[float, ...]  # units, of each road

    @property
    def count(self) -> int:
        return len(self.lengths)

    def locate(self, spots: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For spots (n, 2): the nearest sample of each (n,), and the units of road from there to the base (n,)."""
        squares = ((spots[:, None, :] - self.xy[None, :, :]) ** 2).sum(-1)
        nearest = squares.argmin(1)
        return nearest, self.left[nearest]

    def locate_one(self, spot: Spot) -> int:
        """The sample nearest to a spot."""
        return int(((self.xy - spot) ** 2).sum(1).argmin())

    def inside(self, centre: Spot, radius: float) -> NDArray[np.bool_]:
        """(m,) which samples lie within `radius` of a centre."""
        dx, dy = self.xy[:, 0] - centre[0], self.xy[:, 1] - centre[1]
        return dx * dx + dy * dy <= radius * radius

    def coverage(self, centre: Spot, radius: float) -> float:
        """Units of road within `radius` of a centre, as an enemy on a road drawn at random would walk them."""
        return float(self.inside(centre, radius).sum()) * SPACING / self.count

    def spot_before_base(self, units: float, road: int = 0) -> Spot:
        """The spot on a road that is so many units of road before the base."""
        rows = np.flatnonzero(self.road == road)
        row = rows[np.abs(self.left[rows] - units).argmin()]
        return (float(self.xy[row, 0]), float(self.xy[row, 1]))


def roads_of(paths: Sequence[Sequence[Spot]]) -> Roads:
    """Sample roads given as lists of waypoints, each ending at the base."""
    xy, left, road, lengths = [], [], [], []
    for index, path in enumerate(paths):
        points = np.asarray(path, np.float64)
        arcs = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        at = np.arange(0.0, arcs[-1], SPACING) + SPACING / 2
        at = at[at < arcs[-1]]
        xy.append(np.stack([np.interp(at, arcs, points[:, 0]), np.interp(at, arcs, points[:, 1])], 1))
        left.append(arcs[-1] - at)
        road.append(np.full(len(at), index))
        lengths.append(float(arcs[-1]))
    return Roads(np.concatenate(xy), np.concatenate(left), np.concatenate(road), tuple(lengths))


def distance(a: Spot, b: Spot) -> float:
    """Units between two spots."""
    return float(np.hypot(a[0] - b[0], a[1] - b[1]))
