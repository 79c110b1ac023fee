"""Edits of the roads and of what stands beside them: paths, base, hero. Every path ends at the base, always."""

import math
from dataclasses import replace

from garrison.edit.draft import LEAST_WAYPOINTS, MAP_HALF, MOST_PATHS, MOST_WAYPOINTS, Draft, EditError, Path, Point


def rounded(point: Point) -> Point:
    """A place as level files hold it: hundredths of a map unit."""
    return (round(point[0], 2) + 0.0, round(point[1], 2) + 0.0)


def add_path(draft: Draft, start: Point) -> Draft:
    """A new straight path from `start` to the base."""
    if len(draft.paths) >= MOST_PATHS:
        raise EditError(f"a level has at most {MOST_PATHS} paths")
    return replace(draft, paths=(*draft.paths, (rounded(start), draft.base)))


def delete_path(draft: Draft, path: int) -> Draft:
    """Without path number `path`."""
    if len(draft.paths) <= 1:
        raise EditError("a level needs at least one path")
    _path_of(draft, path)
    return replace(draft, paths=draft.paths[:path] + draft.paths[path + 1 :])


def add_waypoint(draft: Draft, path: int, before: int, at: Point) -> Draft:
    """A new waypoint on a path, in front of waypoint number `before` (1 to the last: the base stays the end; 0: a new start)."""
    points = _path_of(draft, path)
    if len(points) >= MOST_WAYPOINTS:
        raise EditError(f"a path has at most {MOST_WAYPOINTS} waypoints")
    if not 0 <= before < len(points):
        raise EditError(f"path {path + 1} ends at the base: a waypoint can only be put before that")
    return _with_path(draft, path, (*points[:before], rounded(at), *points[before:]))


def move_waypoint(draft: Draft, path: int, waypoint: int, to: Point) -> Draft:
    """One waypoint elsewhere; the last one is the base, which takes all paths' ends along."""
    points = _path_of(draft, path)
    _check_waypoint(points, path, waypoint)
    if waypoint == len(points) - 1:
        return move_base(draft, to)
    return _with_path(draft, path, (*points[:waypoint], rounded(to), *points[waypoint + 1 :]))


def delete_waypoint(draft: Draft, path: int, waypoint: int) -> Draft:
    """Without one waypoint; the base itself stays."""
    points = _path_of(draft, path)
    _check_waypoint(points, path, waypoint)
    if waypoint == len(points) - 1:
        raise EditError("the base stays: every path ends there")
    if len(points) <= LEAST_WAYPOINTS:
        raise EditError(f"a path needs at least {LEAST_WAYPOINTS} waypoints; delete the whole path instead")
    return _with_path(draft, path, points[:waypoint] + points[waypoint + 1 :])


def move_base(draft: Draft, to: Point) -> Draft:
    """The base elsewhere, with the ends of all paths."""
    base = rounded(to)
    return replace(draft, base=base, paths=tuple((*path[:-1], base) for path in draft.paths))


def move_hero(draft: Draft, to: Point) -> Draft:
    """The hero's start elsewhere."""
    return replace(draft, hero=rounded(to))


def nearest_on_path(path: Path, at: Point) -> tuple[float, int, Point]:
    """How far `at` is from a path, in front of which waypoint the nearest spot lies, and that spot."""
    found = (math.inf, 1, path[0])
    for i in range(1, len(path)):
        (ax, ay), (bx, by) = path[i - 1], path[i]
        length2 = (bx - ax) ** 2 + (by - ay) ** 2
        along = 0.0 if length2 == 0 else min(1.0, max(0.0, ((at[0] - ax) * (bx - ax) + (at[1] - ay) * (by - ay)) / length2))
        spot = (ax + along * (bx - ax), ay + along * (by - ay))
        found = min(found, (math.dist(at, spot), i, spot))
    return found


def nearest_on_roads(draft: Draft, at: Point) -> tuple[float, int, int, Point]:
    """The same over all paths: distance, path, waypoint behind the spot, spot."""
    return min((away, p, before, spot) for p, path in enumerate(draft.paths) for away, before, spot in [nearest_on_path(path, at)])


def is_on_map(at: Point) -> bool:
    """Whether a place lies on the map."""
    return max(abs(at[0]), abs(at[1])) <= MAP_HALF


def _path_of(draft: Draft, path: int) -> Path:
    if not 0 <= path < len(draft.paths):
        raise EditError(f"there is no path {path + 1}; the level has {len(draft.paths)}")
    return draft.paths[path]


def _check_waypoint(points: Path, path: int, waypoint: int) -> None:
    if not 0 <= waypoint < len(points):
        raise EditError(f"path {path + 1} has no waypoint {waypoint + 1}; it has {len(points)}")


def _with_path(draft: Draft, path: int, points: Path) -> Draft:
    return replace(draft, paths=(*draft.paths[:path], points, *draft.paths[path + 1 :]))
