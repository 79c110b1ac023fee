"""Curves of runs as a picture: the mean over seeds with its 95 % interval, by Student's t."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_agents.training.algorithms import settings_class
from garrison_agents.training.folder import RunFolder, read_table, replacing
from garrison_agents.training.settings import unpack_fields

# The 97.5 % quantile of Student's t for 1, 2, ... degrees of freedom; the normal one beyond.
T_975: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
                2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)  # fmt: skip
NAMES_APART: Final = 0.045  # of a score
FEW: Final = 3  # groups of which each single curve is drawn too
Numbers = NDArray[np.float64]
Curve = tuple[Numbers, Numbers]  # steps, values


@dataclass(frozen=True)
class Band:
    """A mean over n runs at each of some steps, and half its 95 % interval (nan for one run)."""

    steps: Numbers  # (m,)
    mean: Numbers  # (m,)
    half_width: Numbers  # (m,)
    n: int


def band(curves: Sequence[Curve]) -> Band:
    """The band of several runs' (steps, values), at the steps that all of them reached."""
    end = min(steps[-1] for steps, _ in curves)
    longest = max((steps[steps <= end] for steps, _ in curves), key=len)
    values = np.array([np.interp(longest, steps, found) for steps, found in curves])
    n = len(curves)
    deviation = values.std(axis=0, ddof=1) if n > 1 else np.full(len(longest), np.nan)
    return Band(longest, values.mean(axis=0), t_975(n - 1) * deviation / math.sqrt(n), n)


def t_975(freedom: int) -> float:
    """The quantile that a 95 % interval of a mean is made with."""
    if freedom < 1:
        return math.nan
    return T_975[freedom - 1] if freedom <= len(T_975) else 1.96


def plot(paths: Sequence[Path], picture: Path) -> None:
    """Draws the evaluations of the runs in these folders, a line for each algorithm and set of levels, as PNG."""
    draw_bands(_grouped(paths), picture)


def draw_bands(groups: Mapping[str, Sequence[Curve]], picture: Path, marks: Mapping[str, float] | None = None, title: str = "") -> None:
    """Draws a mean with its interval for each group of curves, as PNG; `marks` are levels of the score, with their names at the edge.

    The single curves are drawn too while there are few groups.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.2), dpi=140, layout="constrained")
    axes = figure.add_subplot()
    for label, curves in groups.items():
        _draw(axes, label, curves, single=len(groups) <= FEW)
    axes.axhline(0, color="grey", linewidth=0.8, linestyle=":")
    axes.axhline(1, color="grey", linewidth=0.8, linestyle="--")
    beside = -math.inf  # where the last name stands
    for name, value in sorted((marks or {}).items(), key=lambda mark: mark[1]):
        beside = max(value, beside + NAMES_APART)
        axes.axhline(value, color="black", linewidth=0.8, linestyle=(0, (5, 3)), alpha=0.6)
        axes.annotate(name, (1.01, beside), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    if marks:
        axes.set_ylim(-0.05, 1.1)  # an interval over few seeds may reach beyond any score
    axes.set(xlabel="decisions", ylabel="normalised score (0: nothing done, 1: best known)", title=title)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value / 1e6:g} M" if value >= 1e6 else f"{value / 1e3:g} k" if value else "0")
    axes.grid(alpha=0.25)
    if groups:
        axes.legend(loc="best", frameon=False)
    with replacing(picture) as draft:
        figure.savefig(draft, format="png")


def _draw(axes: Any, label: str, curves: Sequence[Curve], single: bool) -> None:
    shown = band(curves)
    (line,) = axes.plot(shown.steps, shown.mean, linewidth=2, label=f"{label} ({shown.n} seed{'s' if shown.n > 1 else ''})")
    if shown.n > 1:
        low, high = shown.mean - shown.half_width, shown.mean + shown.half_width
        axes.fill_between(shown.steps, low, high, color=line.get_color(), alpha=0.2, linewidth=0)
        for steps, values in curves if single else ():
            axes.plot(steps, values, color=line.get_color(), linewidth=0.6, alpha=0.5)


def _grouped(paths: Sequence[Path]) -> dict[str, list[Curve]]:
    """The evaluations' curves by what was trained on what."""
    groups: dict[str, list[Curve]] = {}
    for path in paths:
        curve = read_curve(path)
        if curve is None:
            continue
        algorithm, fields = unpack_fields(RunFolder(path).read_settings(), str(path))
        title = settings_class(algorithm)().with_changes(fields).title
        groups.setdefault(f"{algorithm}, {title}", []).append(curve)
    return groups


def read_curve(path: Path) -> Curve | None:
    """The normalised score of a run's evaluations over its steps; None before the first one."""
    table = read_table(path / "eval.csv")
    return (np.array(table["steps"]), np.array(table["normalised_mean"])) if table.get("steps") else None
