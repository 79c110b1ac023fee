"""A table of numbers from 0 to 1 as a picture."""

from collections.abc import Sequence
from pathlib import Path

from garrison_agents.training.folder import replacing

DARK = 0.6  # from this on, figures are white


def draw_heat_map(picture: Path, rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]], title: str) -> None:
    """Writes a PNG: a square for each value, darker for higher, with its figure; None stays empty. Raises OSError."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1.3 * len(columns) + 2.2, 0.8 * len(rows) + 1.6), dpi=140, layout="constrained")
    axes = figure.add_subplot()
    shown = [[float("nan") if value is None else value for value in row] for row in values]
    image = axes.imshow(shown, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            if value is not None:
                axes.text(j, i, f"{value:.2f}", ha="center", va="center", color="white" if value > DARK else "black")
    figure.suptitle(title, fontsize=8)
    figure.colorbar(image, ax=axes, label="normalised score")
    with replacing(picture) as draft:
        figure.savefig(draft, format="png")
