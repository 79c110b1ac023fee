"""A moment of the game in a line of words and a few numbers: by these, similar moments are found."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_agents.scripted.facts import Facts
from garrison_agents.scripted.orders import ARCHER, KNIGHT, MAGICIAN
from garrison_agents.scripted.scene import scene_of

NAMES: Final = {ARCHER: "archer", MAGICIAN: "magician", KNIGHT: "knight"}
SCALES: Final = (1.0, 10.0, 200.0, 5.0, 1.0, 1.0, 1.0, 3.0, 1.0)  # a difference of so much is a difference of one


def situation(view: NDArray[np.float32], facts: Facts) -> tuple[list[float], str]:
    """Features (9,) and words of a structured view (759,)."""
    scene = scene_of(view, facts.roads)
    towers = [point for point in scene.points if not point.free]
    counts = [float(sum(point.kind == kind for point in towers)) for kind in (ARCHER, MAGICIAN, KNIGHT)]
    features = [
        float(scene.wave), scene.countdown_s, scene.gold, float(scene.life), *counts, float(len(scene.foes)), float(scene.hero is not None),
    ]  # fmt: skip
    built = ", ".join(f"{NAMES[point.kind]} at ({point.at[0]:g}, {point.at[1]:g}) level {point.level}" for point in towers) or "none"
    free = ", ".join(f"({point.at[0]:g}, {point.at[1]:g})" for point in scene.points if point.free) or "none"
    ahead = f"; the first is {scene.foes[0].left:.1f} from the base" if scene.foes else ""
    words = (f"wave {scene.wave} of {scene.wave + scene.waves_left}, gold {scene.gold:.0f}, life {scene.life}; towers: {built}; "
             f"free points: {free}; {len(scene.foes)} enemies in sight{ahead}")  # fmt: skip
    return features, words


def unlikeness(one: Any, other: Any) -> float:
    """How far two moments lie apart; 0: alike."""
    return float(np.abs((np.asarray(one) - np.asarray(other)) / np.asarray(SCALES)).sum())
