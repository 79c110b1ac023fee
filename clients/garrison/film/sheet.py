"""A contact sheet: moments of an episode as one page of pictures, each with its time, gold and life."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison.errors import FilmError, MissingExtraError
from garrison.film.film import half_file

PAPER: Final = (24, 20, 31)
INK: Final = (244, 236, 216)
FAINT: Final = (170, 156, 160)
GAP: Final = 0.03  # between pictures, of a picture's side
CAPTION: Final = 0.085  # height of a line of words


class Shot(NamedTuple):
    """One picture and what stands below it."""

    frame: NDArray[np.uint8]  # (size, size, 3)
    time_s: float
    gold: int
    life: int


def shot_of(views: dict[str, Any], pixels: str, time_s: float) -> Shot:
    """A moment's shot, from its views `pixels:SIZE` and `text`."""
    text = json.loads(views["text"][0])
    return Shot(views[pixels][0], time_s, int(text["Level_Current_Gold_Coins"]), int(text["Level_Current_Health"]))


def write_sheet(path: Path, shots: Sequence[Shot], title: str, columns: int) -> None:
    """Writes the page as a png; whole or not at all. Raises FilmError, MissingExtraError."""
    page = draw_sheet(shots, title, columns)
    with half_file(path) as part:
        try:
            page.save(part, optimize=False)
            part.replace(path)
        except OSError as error:
            raise FilmError(f"{path}: {error}") from None


def draw_sheet(shots: Sequence[Shot], title: str, columns: int) -> Any:
    """The page as a Pillow image: the title above, the pictures row by row."""
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError as error:
        raise MissingExtraError("contact sheets need pillow, which is not installed: pip install 'garrison[film]'") from error
    side = shots[0].frame.shape[0]
    gap, line = max(2, round(side * GAP)), max(12, round(side * CAPTION))
    columns = min(columns, len(shots))
    rows = math.ceil(len(shots) / columns)
    page = Image.new("RGB", (gap + columns * (side + gap), 2 * gap + line + rows * (side + line + gap)), PAPER)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(line * 0.7)
    pen.text((gap, gap), title, INK, font)
    for number, shot in enumerate(shots):
        x = gap + number % columns * (side + gap)
        y = 2 * gap + line + number // columns * (side + line + gap)
        page.paste(Image.fromarray(shot.frame), (x, y))
        pen.text((x, y + side + line * 0.1), clock(shot.time_s), INK, font)
        pen.text((x + side, y + side + line * 0.1), f"gold {shot.gold}   life {shot.life}", FAINT, font, anchor="ra")
    return page


def clock(seconds: float) -> str:
    """Minutes and seconds, such as "2:05"."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
