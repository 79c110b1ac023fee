"""Draws all sprites onto one sheet, docs/sprites.png, each with its name. Run it after a change of a sprite.

python docs/sprites.py
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PIL import Image

from garrison_server.art.names import GROUNDS, ICONS, POSES, WALKERS
from garrison_server.art.palette import PALETTE, PALETTE_RGB
from garrison_server.art.sheet import Sprite, load_sheet

PAGE: Final = Path(__file__).with_name("sprites.png")
SCALE: Final = 3
WIDTH: Final = 420  # of the page, in art pixels
GAP: Final = 5
TURF: Final = {ground: tuple(PALETTE_RGB[PALETTE.index(colour)].tolist()) for ground, colour in zip(GROUNDS, "GHQS62", strict=True)}
MARGIN: Final = tuple(PALETTE_RGB[PALETTE.index("1")].tolist())


class Page:
    """A page that is filled from left to right, band under band; a band is a caption and its sprites."""

    def __init__(self, sheet: dict[str, Sprite]) -> None:
        self.sheet = sheet
        self.image = Image.new("RGB", (WIDTH, 2000), MARGIN)
        self.x = self.y = GAP
        self.band: list[tuple[int, str, list[str], str, int, int]] = []

    def place(self, name: str, x: int, y: int) -> None:
        """Draws a sprite with its upper left corner at (x, y)."""
        colours = self.sheet[name].colours
        mask = Image.fromarray(((colours > 0) * 255).astype("uint8"))
        self.image.paste(Image.fromarray(PALETTE_RGB[colours]), (x, y), mask)

    def write(self, text: str, x: int, y: int) -> int:
        """Writes in the sheet's own font; gives the column after it."""
        for sign in text:
            name = f"font.{ord(sign)}"
            if name in self.sheet:
                self.place(name, x, y)
            x += self.sheet[name].colours.shape[1] + 1 if name in self.sheet else 3
        return x

    def measure(self, text: str) -> int:
        return sum(self.sheet[name].colours.shape[1] + 1 if (name := f"font.{ord(sign)}") in self.sheet else 3 for sign in text)

    def cell(self, caption: str, names: Iterable[str], ground: str = "grass") -> None:
        """Some sprites side by side on a patch of ground, standing on one line, their caption under them."""
        names = list(names)
        shapes = [self.sheet[name].colours.shape for name in names]
        high = max(height for height, _ in shapes)
        patch = sum(width + 2 for _, width in shapes) + 2
        wide = max(patch, self.measure(caption))
        if self.x + wide > WIDTH - GAP:
            self.end_band()
        self.band.append((self.x, caption, names, ground, patch, high))
        self.x += wide + GAP

    def end_band(self) -> None:
        """Draws the cells of a band, all standing on the band's lowest line, and goes on below it."""
        foot = self.y + max(high for *_, high in self.band) + 4
        for left, caption, names, ground, patch, high in self.band:
            self.image.paste(TURF[ground], (left, foot - high - 4, left + patch, foot))
            x = left + 2
            for name in names:
                height, width = self.sheet[name].colours.shape
                self.place(name, x, foot - 2 - height)
                x += width + 2
            self.write(caption, left, foot + 2)
        self.band, self.x, self.y = [], GAP, foot + 15

    def save(self) -> None:
        self.end_band()
        page = self.image.crop((0, 0, WIDTH, self.y))
        page.resize((WIDTH * SCALE, self.y * SCALE), Image.Resampling.NEAREST).quantize(64).save(PAGE, optimize=True)


def draw() -> None:
    """The whole sheet, in the order in which a player meets it."""
    page = Page(load_sheet())
    for walker in WALKERS:
        page.cell(walker.replace("_", " "), [f"{walker}.{pose}" for pose in (*POSES, *(["cast.0"] if walker == "hero" else []))])
    for kind in ("archer", "magician", "knight"):
        page.cell(f"{kind} tower", [f"tower.{kind}"])
    page.cell("frost", ["frost"])
    page.cell("tower point", ["site.empty"])
    page.cell("base", ["base"])
    page.cell("rally", ["rally"])
    page.cell("levels", [f"badge.{level}" for level in range(4)])
    page.cell("coin", [f"coin.{frame}" for frame in range(4)])
    page.cell("arrow", [f"arrow.{direction}" for direction in range(8)])
    page.cell("bolt", [f"bolt.{frame}" for frame in range(2)])
    page.cell("fireball", [f"fireball.{frame}" for frame in range(2)])
    page.cell("Fire of Rage", [f"flame.{frame}" for frame in range(4)])
    page.cell("signs", [f"icon.{icon}" for icon in ICONS], "ash")
    for ground in GROUNDS:
        page.cell(ground, [f"decor.{ground}.{number}" for number in range(5)], ground)
    page.cell("cloud", ["cloud"])
    page.cell("cloud that fire burns in", ["cloud.thin"])
    page.save()


if __name__ == "__main__":
    draw()
