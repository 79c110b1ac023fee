"""The lessons of a beginner's first game, as data: a sentence, when it is due, when it is learnt, and what to point at.

They are said by `guide`, the first one that is due and not learnt.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist, hypot
from typing import Any, Final

Text = Mapping[str, Any]  # the text view's object, parsed
Place = tuple[float, float]  # in map units

TOWER_RANGE: Final = 1.5  # units: how far a tower sees, for choosing a point that sees much road
LIFT: Final = 0.14  # units from where someone stands to the middle of its picture
BESIDE: Final = 0.8  # units: an enemy so near to the hero fights with it
LEARNT_BY_THE_END: Final = 8  # all lessons but the last
DRAWN: Final = 0.1  # units: the pieces in which a road is measured


@dataclass
class Progress:
    """What there is to see, and what the player has done."""

    text: Text = field(default_factory=dict)
    deeds: set[str] = field(default_factory=set)
    learnt: set[str] = field(default_factory=set)  # names of lessons


@dataclass(frozen=True)
class Lesson:
    """One thing to learn."""

    name: str
    words: str
    done: Callable[[Progress], bool]  # it has been learnt
    due: Callable[[Progress], bool] = lambda progress: True  # it can be said now
    point: Callable[[Text], Place | None] = lambda text: None  # where on the map to look
    button: str = ""  # or at which of the panel's buttons: the name of its action
    waits: bool = False  # the game stands still meanwhile


def _never(progress: Progress) -> bool:
    return False  # only by reading on


def _built(progress: Progress, least: int) -> bool:
    return len([tower for tower in progress.text["Level_Towers_Realtime_Status"] if tower["Is_Built"]]) >= least


def _gold(progress: Progress, least: int) -> bool:
    return bool(progress.text["Level_Current_Gold_Coins"] >= least)


def _enemies(progress: Progress) -> bool:
    return bool(progress.text["Level_Enemies_Realtime_Status"])


def _coin_lies(progress: Progress) -> bool:
    return _coin(progress.text) is not None


def _hero_fights(progress: Progress) -> bool:
    hero = progress.text["Level_Hero_Realtime_Status"]["Hero_Position"]
    enemies = progress.text["Level_Enemies_Realtime_Status"] or ()
    return bool(hero) and any(dist(_at(hero), _at(enemy["Position"])) <= BESIDE for enemy in enemies)


def _hero(text: Text) -> Place | None:
    place = text["Level_Hero_Realtime_Status"]["Hero_Position"]
    return _lifted(_at(place)) if place else None


def _coin(text: Text) -> Place | None:
    coin = text["Level_Dropped_Gold_Coins_Realtime_Status"]
    return _at(coin["Position"]) if coin else None


def _base(text: Text) -> Place:
    return _at(text["Level_Enemy_Destination"])


def _first_enemy(text: Text) -> Place | None:
    """The enemy nearest to the base."""
    places = [_at(enemy["Position"]) for enemy in text["Level_Enemies_Realtime_Status"] or ()]
    return _lifted(min(places, key=lambda place: dist(place, _base(text)))) if places else None


def _lifted(place: Place) -> Place:
    return place[0], place[1] + LIFT


def _first_tower(text: Text) -> Place | None:
    return next((_at(tower["Position"]) for tower in text["Level_Towers_Realtime_Status"] if tower["Is_Built"]), None)


def _good_point(text: Text) -> Place | None:
    """The free tower point that sees most of the roads."""
    free = [_at(tower["Position"]) for tower in text["Level_Towers_Realtime_Status"] if not tower["Is_Built"]]
    return max(free, key=lambda point: road_seen(text, point), default=None)


def road_seen(text: Text, point: Place) -> float:
    """How much road lies within a tower's range of `point`, in units."""
    seen = 0.0
    for path in text["Level_Enemy_Movement_Paths"]:
        for start, end in pairwise(path):
            (x, y), (dx, dy) = _at(start), (end["X"] - start["X"], end["Y"] - start["Y"])
            pieces = max(1, round(hypot(dx, dy) / DRAWN))
            inside = sum(dist(point, (x + dx * (i + 0.5) / pieces, y + dy * (i + 0.5) / pieces)) <= TOWER_RANGE for i in range(pieces))
            seen += inside * hypot(dx, dy) / pieces
    return seen


def _at(place: Mapping[str, float]) -> Place:
    return place["X"], place["Y"]


LESSONS: Final[tuple[Lesson, ...]] = (
    Lesson(
        "base",
        "Enemies come along the road and want to reach your base, here. Each one that does costs a life.",
        done=lambda p: _built(p, 1), point=_base, waits=True,
    ),
    Lesson(
        "point",
        "The flags are tower points. Click this one: it sees much of the road.",
        done=lambda p: "ring" in p.deeds or _built(p, 1), point=_good_point, waits=True,
    ),
    Lesson(
        "build",
        "Choose a tower. The archer is a good first one: it hits what walks and what flies. You pay its price in gold.",
        done=lambda p: _built(p, 1), point=_good_point, waits=True,
    ),
    Lesson(
        "knights",
        "There is gold for one more. Knights stand in the road and hold enemies while the others shoot. Build a knight tower here.",
        done=lambda p: _built(p, 2) or (_built(p, 1) and not _gold(p, 100)), point=_good_point, waits=True,
    ),
    Lesson(
        "coin",
        "Gold lies on the ground! Send your hero there before it is gone: press G, then click the coin.",
        due=_coin_lies, done=lambda p: "send hero" in p.deeds, point=_coin, button="send hero",
    ),
    Lesson(
        "reinforce",
        "Enemies! Two men help you for ten seconds: press R, then click on the road before them.",
        due=_enemies, done=lambda p: "deploy reinforcements" in p.deeds, point=_first_enemy, button="deploy reinforcements",
    ),
    Lesson(
        "fire",
        "Your hero fights. Press F for Fire of Rage: it burns whoever walks where he stands, and costs him 100 health.",
        due=_hero_fights, done=lambda p: "hero casts Fire of Rage" in p.deeds, point=_hero, button="hero casts Fire of Rage",
    ),
    Lesson(
        "upgrade",
        "There is gold again. Click a tower to upgrade it, or a free point to build another.",
        due=lambda p: _built(p, 1) and _gold(p, 120), done=lambda p: "upgrade tower" in p.deeds or _built(p, 3), point=_first_tower,
    ),
    Lesson(
        "end",
        "That is all. Hold the base until the last wave is gone. H shows every key; 1, 2, 4 and 8 set the speed.",
        due=lambda p: len(p.learnt) == LEARNT_BY_THE_END, done=_never,
    ),
)  # fmt: skip
