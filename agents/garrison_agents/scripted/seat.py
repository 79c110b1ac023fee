"""The scene as one seat of several has it: which towers are its own, and where it may build."""

from dataclasses import replace
from typing import Any, Final

from garrison_agents.scripted.facts import Facts
from garrison_agents.scripted.road import distance
from garrison_agents.scripted.scene import Point, Scene, scene_of

OWNED: Final = 8  # columns of the view `allies`, by tower point
ZONE: Final = 23


def seat_scene(views: dict[str, Any], facts: Facts) -> Scene:
    """What the views show. Alone, everything is this seat's; among several, `allies` tells whose a tower and a point are."""
    scene = scene_of(views["structured"], facts.roads)
    if "allies" not in views:
        return scene
    own = views["allies"][0]
    return replace(scene, points=tuple(point._replace(mine=_mine(point, facts, own)) for point in scene.points))


def _mine(point: Point, facts: Facts, own: Any) -> bool:
    index = min(range(len(facts.points)), key=lambda i: distance(facts.points[i], point.at))
    if point.free:
        return not facts.zoned or bool(own[ZONE + index])
    return bool(own[OWNED + index])
