"""docs/observations.md names every column, and says where the blocks begin."""

import re
from pathlib import Path

import pytest

from garrison_server.observe import layout, norm_columns, rich_columns

PAGE = (Path(__file__).parents[2] / "docs" / "observations.md").read_text()
NORM = PAGE.split("## structured_norm\n")[1].split("\n## rich\n")[0]
RICH = PAGE.split("\n## rich\n")[1]


@pytest.mark.parametrize("name", [*norm_columns.GLOBALS, *norm_columns.NEXT, *norm_columns.NEXT_ALL, *norm_columns.ENEMY,
                                  *norm_columns.TOWER, *norm_columns.KNIGHT])  # fmt: skip
def test_column_of_structured_norm_is_explained(name: str) -> None:
    assert f"`{name}`" in NORM


@pytest.mark.parametrize("name", [*rich_columns.HERO, *rich_columns.POINT, *rich_columns.ENEMY, *rich_columns.KNIGHT,
                                  *rich_columns.SHOT, *rich_columns.FIRE])  # fmt: skip
def test_column_of_rich_is_explained(name: str) -> None:
    name = re.sub(r"covered_[0-9]_.*", "covered_P_KIND", name)
    name = re.sub(r"(on_road|road_left)_[1-3]", r"\1_0", name)
    assert f"`{name}`" in RICH


def test_blocks_begin_where_the_page_says() -> None:
    n = norm_columns
    for first, last in (
        (0, n.O_NEXT),
        (n.O_NEXT, n.O_ENEMIES),
        (n.O_ENEMIES, n.O_TOWERS),
        (n.O_TOWERS, n.O_KNIGHTS),
        (n.O_KNIGHTS, n.SIZE),
    ):
        assert f", columns {first} to {last - 1}\n" in NORM
    r = rich_columns
    starts = [r.O_HERO, r.O_KINDS, r.O_LATER, r.O_ROADS, r.O_POINTS, r.O_ENEMIES, r.O_KNIGHTS, r.O_SHOTS, r.O_FIRES]
    assert [int(start) for start in re.findall(r"^\| ([0-9]+) \|", RICH, re.M)] == starts
    starts = [0, layout.PATHS, layout.WAVE_ENEMIES, layout.FIRES, layout.TOWERS, layout.ENEMIES, layout.KNIGHTS]
    assert [int(start) for start in re.findall(r"^\| ([0-9]+) \|", PAGE.split("## text")[0], re.M)] == starts
    assert (f"({n.SIZE},)" in PAGE, f"({r.SIZE},)" in PAGE) == (True, True)
