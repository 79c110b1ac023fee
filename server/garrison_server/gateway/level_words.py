# ruff: noqa: E501
"""The level in words, for the full prompt: base, roads, sites with what they reach, waves."""

from collections import Counter

from garrison_server import rules
from garrison_server.gateway.lesson import KINDS, Lesson, plain

_ROW = {"knight": rules.KNIGHT_TOWER - 1, "magician": rules.MAGICIAN_TOWER - 1, "archer": rules.ARCHER_TOWER - 1}


def level_words(lesson: Lesson) -> str:
    """Where everything is, and who comes."""
    level = lesson.level
    lines = [f"# The level: {level.title}", f"- Base at {place(level.base)}. The hero starts and revives at {place(level.hero)}."]
    for i, road in enumerate(level.paths):
        lines.append(
            f"- Road {i + 1} ({lesson.sites.totals[i]:.1f} long), from where enemies appear to the base: {' '.join(map(place, road))}"
        )
    lines.append(
        "- Sites: name, place, where the knights of a knight tower stand at first, and how much road lies within range of each kind of tower there:"
    )
    lines += [_site(lesson, i) for i in range(len(lesson.menu.sites))]
    lines.append("- Waves, in order of appearance:")
    for i, wave in enumerate(level.waves, 1):
        counts = Counter(wave.enemies)
        lines.append(f"  - {i}: {', '.join(f'{n} {plain(name)}' for name, n in counts.items())}; one every {wave.interval_s:g} s")
    return "\n".join(lines)


def _site(lesson: Lesson, i: int) -> str:
    point = lesson.level.tower_points[i]
    cover = [(kind, float(lesson.sites.cover[i, :, _ROW[kind]].sum())) for kind in KINDS]
    reach = ", ".join(f"{kind} {length:.1f}" for kind, length in cover) if any(length >= 0.05 for _, length in cover) else "no road at all"
    return f"  - {lesson.menu.sites[i]} {place(point.at)}, knights {place(point.rally)}, road in range: {reach}"


def place(at: tuple[float, float]) -> str:
    """A place, as (x, y)."""
    return f"({at[0]:g}, {at[1]:g})"
