"""The picture of the page on cooperation: a panel for each condition, a line for each way of sharing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from garrison_agents.training.errors import FolderError
from garrison_agents.training.folder import replacing
from garrison_bench.cooperation.outcomes import Outcome, interval

COLOURS: Final = {"shared": "#c2410c", "independent": "#1d4ed8", "groups:2": "#4d7c0f"}
ACROSS: Final = 4


def draw(outcomes: Sequence[Outcome], path: Path) -> None:
    """PNG: thick, the mean over seeds with its bootstrap interval; thin, each seed. Raises FolderError without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise FolderError(f"{path} cannot be drawn: {error.name} is not installed: pip install 'garrison[rl]'") from None
    conditions = list(dict.fromkeys(found.row.condition for found in outcomes))
    down = -(-len(conditions) // ACROSS)
    figure = Figure(figsize=(2.9 * ACROSS, 2.3 * down + 0.5), dpi=130, layout="constrained")
    grid = figure.subplots(down, ACROSS, sharex=True, sharey=True, squeeze=False)
    lines: dict[str, Any] = {}
    for place, axes in enumerate(grid.flat):
        if place >= len(conditions):
            axes.set_axis_off()
            continue
        for found in outcomes:
            if found.row.condition is conditions[place]:
                lines[found.row.sharing] = _line(axes, found)
        axes.set(title=f"{conditions[place].part}: {conditions[place].name}", ylim=(-0.03, 1.03))
        axes.title.set_fontsize(9)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value / 1e3:g} k" if value else "0")
        axes.tick_params(labelsize=8)
        axes.grid(alpha=0.25)
    figure.supxlabel("steps of training", fontsize=9)
    figure.supylabel("cooperation in the frozen games", fontsize=9)
    figure.legend(lines.values(), lines.keys(), loc="outside upper center", ncols=len(lines), frameon=False, fontsize=9)
    with replacing(path) as draft:
        figure.savefig(draft, format="png")


def _line(axes: Any, found: Outcome) -> Any:
    steps, values = found.curve()
    colour = COLOURS.get(found.row.sharing, "#525252")
    spread = [interval(dict(enumerate(column.tolist()))) for column in values.T]
    (line,) = axes.plot(steps, [one.mean for one in spread], color=colour, linewidth=2)
    if len(values) > 1:
        axes.fill_between(steps, [one.low for one in spread], [one.high for one in spread], color=colour, alpha=0.2, linewidth=0)
        for seed in values:
            axes.plot(steps, seed, color=colour, linewidth=0.6, alpha=0.5)
    return line
