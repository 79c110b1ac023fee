"""The sprite sheet: whole, in one palette, readable, and plain about what is wrong in a file."""

from pathlib import Path

import numpy as np
import pytest

from garrison_server import rules
from garrison_server.art.names import GLYPHS, POSES, SPRITE_NAMES, WALKERS
from garrison_server.art.palette import PALETTE, PALETTE_RGB
from garrison_server.art.sheet import SPRITES, SheetError, Sprite, load_sheet, read_sprites

SHEET = load_sheet()


def differing(one: Sprite, other: Sprite) -> int:
    """How many pixels differ when both stand on the same place, their anchors one upon the other."""
    canvas = np.zeros((2, 128, 128), np.uint8)
    for picture, (colours, (x, y)) in zip(canvas, (one, other), strict=True):
        height, width = colours.shape
        picture[64 - y : 64 - y + height, 64 - x : 64 - x + width] = colours
    return int((canvas[0] != canvas[1]).sum())


def test_sheet_holds_the_names_and_no_others() -> None:
    assert set(SHEET) == set(SPRITE_NAMES)


def test_palette_is_small_and_each_character_and_colour_stands_once() -> None:
    colours = PALETTE_RGB[1:]
    assert len(colours) == len(PALETTE) - 1 <= 48
    assert len(set(PALETTE)) == len(PALETTE)
    assert len(np.unique(colours, axis=0)) == len(colours)


def test_no_sprite_has_an_empty_edge() -> None:
    """Sprites are cut close: what is drawn reaches all four edges. Glyphs keep their height."""
    for name, (colours, _) in SHEET.items():
        if not name.startswith("font."):
            assert all(edge.any() for edge in (colours[0], colours[-1], colours[:, 0], colours[:, -1])), name


@pytest.mark.parametrize("walker", WALKERS)
def test_walker_fits_its_place_and_moves(walker: str) -> None:
    """All four pictures differ where it matters; the feet, or the shadow of one that flies, stand on the place."""
    pictures = [SHEET[f"{walker}.{pose}"] for pose in POSES]
    assert differing(pictures[0], pictures[1]) >= 8
    assert differing(pictures[2], pictures[3]) >= 8
    assert differing(pictures[0], pictures[3]) >= 16
    for colours, (x, y) in pictures:
        height, width = colours.shape
        assert 12 <= height <= 34 and 12 <= width <= 34
        assert 0 <= x < width and height - 4 <= y < height + 6  # the ghost hovers


def test_no_two_walkers_are_mistaken_for_each_other() -> None:
    """Standing on one place, any two differ in at least half as many pixels as the smaller of them has."""
    walks = {walker: SHEET[f"{walker}.walk.0"] for walker in WALKERS}
    for one in WALKERS:
        for other in WALKERS[: WALKERS.index(one)]:
            ink = min(int((walks[name].colours > 0).sum()) for name in (one, other))
            assert differing(walks[one], walks[other]) >= ink / 2, (one, other)


def test_glyphs_are_white_seven_high_and_all_different() -> None:
    glyphs = [SHEET[f"font.{ord(glyph)}"].colours for glyph in GLYPHS]
    assert {glyph.shape[0] for glyph in glyphs} == {7}
    assert {int(colour) for glyph in glyphs for colour in np.unique(glyph)} == {0, PALETTE.index("7")}
    assert len({glyph.tobytes() + bytes(glyph.shape) for glyph in glyphs}) == len(GLYPHS)


def test_cloud_covers_what_the_fog_hides() -> None:
    """The fog's ellipse, at 256 art pixels for 6 map units, is all cloud, and little beyond it is; the thin form hides little."""
    cloud, thin = SHEET["cloud"], SHEET["cloud.thin"]
    assert cloud.colours.shape == thin.colours.shape and cloud.anchor == thin.anchor
    rows, columns = np.indices(cloud.colours.shape)
    x = (columns - cloud.anchor[0]) * 6 / 256
    y = (rows - cloud.anchor[1]) * 6 / 256
    inside = (x / rules.FOG_HALF_WIDTH) ** 2 + (y / rules.FOG_HALF_HEIGHT) ** 2 <= 1
    beyond = (x / (rules.FOG_HALF_WIDTH + 0.14)) ** 2 + (y / (rules.FOG_HALF_HEIGHT + 0.14)) ** 2 > 1
    assert (cloud.colours[inside] > 0).all()
    assert not cloud.colours[beyond].any()
    assert (thin.colours[inside] > 0).mean() < 0.25


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pp\n", "a.txt:1: a row 'pp' before any heading; wanted [name] x y"),
        ("[coin] 1\npp\n", "a.txt:1: heading '[coin] 1'; wanted [name] x y, such as [orc.walk.0] 8 15"),
        ("# gold\n\n[coin] 1 1\np*\n", f"a.txt:4: character '*' in column 2 is no colour; wanted one of {PALETTE}"),
        ("[coin] 1 1\npp\nppp\n", "a.txt:3: a row of 3 pixels under rows of 2"),
        ("[coin] 1 1\n\n[orc] 1 1\npp\n", "a.txt:1: coin has no rows"),
    ],
)
def test_damaged_file_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(SheetError) as caught:
        list(read_sprites(text, "a.txt"))
    assert str(caught.value) == message


def test_missing_and_doubled_sprites_are_named(tmp_path: Path) -> None:
    for path in SPRITES.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "coin.txt").unlink()
    with pytest.raises(SheetError, match=rf"4 of {len(SPRITE_NAMES)} sprites are missing: coin\.0, coin\.1"):
        load_sheet(tmp_path)
    (tmp_path / "zebra.txt").write_text("[orc.walk.0] 0 0\np\n", encoding="utf-8")
    with pytest.raises(SheetError, match=r"zebra\.txt:1: orc\.walk\.0 is drawn a second time"):
        load_sheet(tmp_path)


def test_text_becomes_colour_numbers() -> None:
    ((heading, sprite),) = read_sprites("[dot] -1 2\n.7\n", "a.txt")
    assert heading.name == "dot" and sprite.anchor == (-1, 2)
    assert sprite.colours.tolist() == [[0, PALETTE.index("7")]]
