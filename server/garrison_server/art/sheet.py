"""The sprite sheet: text grids in, arrays of colour numbers out.

A file of `sprites/` holds sprites one after another, each a heading and then its rows, one character for each art pixel
(`palette.py` says which colour a character is, `.` is transparent). A line that starts with `#` is a remark.

    [coin.0] 2 4
    .pp.
    pqqp
    .pp.

The two numbers are the anchor: the column and row, counted from the upper left corner and from 0, at which the thing stands on the map.
Sprites face right. They may differ in size; the rows of one are equally long.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.art.names import SPRITE_NAMES
from garrison_server.art.palette import PALETTE

SPRITES: Final = Path(__file__).with_name("sprites")
HEADING: Final = re.compile(r"\[([a-z0-9_]+(?:\.[a-z0-9_]+)*)\] (-?\d+) (-?\d+)")


class SheetError(ValueError):
    """A sprite file that cannot be read; the message names the file, the line and what stands there."""


class Sprite(NamedTuple):
    """One picture of one thing."""

    colours: NDArray[np.uint8]  # (h, w), each a row of PALETTE_RGB; 0 is transparent
    anchor: tuple[int, int]  # (x, y) from the upper left, in art pixels: where the thing stands


class Heading(NamedTuple):
    """The line that opens a sprite."""

    name: str
    anchor: tuple[int, int]
    place: str  # file:line, for errors


def load_sheet(folder: Path = SPRITES) -> dict[str, Sprite]:
    """All sprites of a folder's `*.txt` by name. SheetError when a file is wrong or one of SPRITE_NAMES is missing."""
    sheet: dict[str, Sprite] = {}
    for path in sorted(folder.glob("*.txt")):
        for heading, sprite in read_sprites(path.read_text(encoding="utf-8"), path.name):
            if heading.name in sheet:
                raise SheetError(f"{heading.place}: {heading.name} is drawn a second time")
            sheet[heading.name] = sprite
    _check_complete(sheet, folder)
    return sheet


def read_sprites(text: str, file: str) -> Iterator[tuple[Heading, Sprite]]:
    """The sprites of one file's text in their order; `file` is its name, for errors."""
    heading: Heading | None = None
    rows: list[list[int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{file}:{number}"
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            if heading:
                yield heading, _sprite(heading, rows)
            heading, rows = _read_heading(line, place), []
        elif heading is None:
            raise SheetError(f"{place}: a row {line!r} before any heading; wanted [name] x y")
        else:
            rows.append(_read_row(line, rows, place))
    if heading:
        yield heading, _sprite(heading, rows)


def _read_heading(line: str, place: str) -> Heading:
    match = HEADING.fullmatch(line)
    if not match:
        raise SheetError(f"{place}: heading {line!r}; wanted [name] x y, such as [orc.walk.0] 8 15")
    return Heading(match[1], (int(match[2]), int(match[3])), place)


def _read_row(line: str, above: list[list[int]], place: str) -> list[int]:
    row = [PALETTE.find(character) for character in line]
    if -1 in row:
        column = row.index(-1)
        raise SheetError(f"{place}: character {line[column]!r} in column {column + 1} is no colour; wanted one of {PALETTE}")
    if above and len(row) != len(above[0]):
        raise SheetError(f"{place}: a row of {len(row)} pixels under rows of {len(above[0])}")
    return row


def _sprite(heading: Heading, rows: list[list[int]]) -> Sprite:
    if not rows:
        raise SheetError(f"{heading.place}: {heading.name} has no rows")
    colours = np.array(rows, np.uint8)
    colours.flags.writeable = False
    return Sprite(colours, heading.anchor)


def _check_complete(sheet: Mapping[str, Sprite], folder: Path) -> None:
    missing = [name for name in SPRITE_NAMES if name not in sheet]
    if missing:
        raise SheetError(f"{folder}: {len(missing)} of {len(SPRITE_NAMES)} sprites are missing: {', '.join(missing[:5])}")
