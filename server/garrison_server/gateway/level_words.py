"""The level in words, for the full prompt: base, roads, sites with what they reach, waves."""

from typing import Final

from garrison_server import rules
from garrison_server.gateway.lesson import KINDS, Lesson, place
from garrison_server.gateway.numbers import counted

_ROW: Final = {"knight": rules.KNIGHT_TOWER - 1, "magician": rules.MAGICIAN_TOWER - 1, "archer": rules.ARCHER_TOWER - 1}
_SITES: Final = (
    "- Sites: name, place, where a knight tower's knights gather at first, and how much road (of all roads together) lies within "
    "range of each kind of tower there:"
)


def level_words(lesson: Lesson) -> str:
    """Where everything is, and who comes."""
    level = lesson.level
    lines = [f"# The level: {level.title}", f"- Base at {place(level.base)}. The hero starts and returns at {place(level.hero)}."]
    for i, road in enumerate(level.paths):
        way = " ".join(map(place, road))
        lines.append(f"- Road {i + 1}, {lesson.sites.totals[i]:.1f} long, from where enemies appear to the base: {way}")
    lines += [_SITES, *(_site(lesson, i) for i in range(len(lesson.menu.sites))), "- Waves:"]
    for i, wave in enumerate(level.waves, 1):
        lines.append(f"  - {i}: {counted(wave.enemies)}; one every {wave.interval_s:g} s")
    return "\n".join(lines)


def _site(lesson: Lesson, i: int) -> str:
    point = lesson.level.tower_points[i]
    cover = [(kind, float(lesson.sites.cover[i, :, _ROW[kind]].sum())) for kind in KINDS]
    reach = ", ".join(f"{kind} {length:.1f}" for kind, length in cover)
    if all(length < 0.05 for _, length in cover):
        reach = "none at all"
    return f"  - {lesson.menu.sites[i]} {place(point.at)}, knights {place(point.rally)}, road in range: {reach}"
