"""Plots as SVG inside the page: scores with their intervals, shares of replies, life over an episode."""

from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from garrison_agents.llm.report.curves import Curve
from garrison_agents.llm.report.figures import Entry, Interval
from garrison_agents.llm.report.markup import tag

COLOURS: Final = 8
CLASSES: Final = ("acted", "no_effect", "illegal", "out_of_schema", "unparseable", "too_late", "unheard")
WIDE, HIGH, LEFT, FOOT, TOP, RIGHT = 380, 220, 34, 30, 12, 14  # of a plot of curves, in its own units


def colour_of(number: int) -> int:
    """An entry's colour, by its number; the ninth has the first one's again."""
    return number % COLOURS


def span_of(intervals: Sequence[Interval]) -> tuple[float, float]:
    """The axis of normalised scores: 0 to 1, and further where there is something."""
    known = [value for one in intervals if one["n"] for value in (one["mean"], one["low"], one["high"]) if value is not None]
    return min([0.0, *known]), max([1.0, *known])


def whisker(interval: Interval, span: tuple[float, float], words: str) -> Element:
    """A mean as a dot and its interval as a bar, over the axis `span`, as wide as its cell."""
    marks = [tag("line", x1=_at(value, span), x2=_at(value, span), y1=0, y2="100%", class_="rule") for value in _rules(span)]
    if interval["n"]:
        if interval["low"] is not None:
            marks.append(tag("line", x1=_at(interval["low"], span), x2=_at(interval["high"], span), y1="50%", y2="50%", class_="bar"))
        marks.append(tag("circle", cx=_at(interval["mean"], span), cy="50%", r=5, class_="mean"))
    return tag("svg", marks, class_="whisker", role="img", aria_label=words)


def axis(span: tuple[float, float]) -> Element:
    """The numbers under a column of whiskers."""
    return tag(
        "svg",
        [tag("text", f"{value:g}", x=_at(value, span), y=12, text_anchor="middle") for value in _rules(span)],
        class_="axis",
        aria_hidden="true",
    )


def _at(value: float, span: tuple[float, float]) -> str:
    return f"{100 * (value - span[0]) / (span[1] - span[0]):.2f}%"


def _rules(span: tuple[float, float]) -> list[float]:
    return [value for value in (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0) if span[0] <= value <= span[1]]


def shares(counts: Mapping[str, int], words: str) -> Element:
    """What replies came to, as one bar of parts."""
    total, at, parts = max(sum(counts.values()), 1), 0.0, []
    for name in CLASSES:
        if counts.get(name):
            width = 100 * counts[name] / total
            told = f"{name.replace('_', ' ')}: {counts[name]:,} ({width:.1f} %)"
            parts.append(tag("rect", tag("title", told), x=f"{at:.3f}%", y=0, width=f"{width:.3f}%", height="100%", class_=f"k-{name}"))
            at += width
    return tag("svg", parts, class_="shares", role="img", aria_label=words)


def life_plot(level: str, life: int, curves: Mapping[Entry, Curve], colours: Mapping[Entry, int]) -> Element:
    """Life over game time: each entry's mean over seeds, in its 95 % band."""
    length = max([curve.seconds[-1] for curve in curves.values()], default=1.0) or 1.0

    def x(seconds: float) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * seconds / length

    def y(value: float) -> float:
        return HIGH - FOOT - (HIGH - FOOT - TOP) * value / max(life, 1)

    parts = [*_grid(life, length, x, y)]
    for entry, curve in curves.items():
        over = [f"{x(s):.1f},{y(v):.1f}" for s, v in zip(curve.seconds, curve.high, strict=True)]
        under = [f"{x(s):.1f},{y(v):.1f}" for s, v in zip(curve.seconds, curve.low, strict=True)]
        line = [f"{x(s):.1f},{y(v):.1f}" for s, v in zip(curve.seconds, curve.mean, strict=True)]
        name = " ".join(entry)
        title = tag("title", f"{name}: life {curve.mean[-1]:.1f} at the end, {curve.episodes} episodes")
        band = tag("path", d=f"M{'L'.join(over)}L{'L'.join(reversed(under))}Z", class_="band")
        parts.append(
            tag("g", title, band, tag("path", d=f"M{'L'.join(line)}", class_="line"), class_=f"c{colours[entry]}", data_entry=name)
        )
    words = f"Life over game time on {level}. " + "; ".join(f"{' '.join(e)} ends at {c.mean[-1]:.1f}" for e, c in curves.items())
    plot = tag("svg", parts, class_="life", viewBox=f"0 0 {WIDE} {HIGH}", role="img", aria_label=words)
    return tag("figure", tag("figcaption", level, tag("small", "life over seconds of the game")), plot, data_level=level)


def _grid(life: int, length: float, x, y) -> list[Element]:  # type: ignore[no-untyped-def]
    """Rules and their numbers."""
    parts = []
    for value in sorted({0, life // 2, life}):
        parts.append(tag("path", d=f"M{LEFT} {y(value):.1f}H{WIDE - RIGHT}", class_="rule"))
        parts.append(tag("text", str(value), x=LEFT - 6, y=f"{y(value) + 4:.1f}", text_anchor="end"))
    for seconds in ticks_of(length):
        parts.append(tag("path", d=f"M{x(seconds):.1f} {HIGH - FOOT}v4", class_="rule"))
        parts.append(tag("text", f"{seconds:g} s", x=f"{x(seconds):.1f}", y=HIGH - FOOT + 17, text_anchor="middle"))
    return parts


def ticks_of(length: float, most: int = 5) -> list[float]:
    """Round numbers from 0 up to `length`, at most so many apart from 0."""
    step = next(unit * 10**power for power in range(-2, 9) for unit in (1, 2, 5) if unit * 10**power * most >= length)
    return [step * number for number in range(int(length / step + 1e-9) + 1)]
