"""Small pictures of the menus, drawn as text grids, 12 x 12: one character a pixel, '.' lets through what is below."""

from functools import cache
from typing import Final

import pygame

from garrison.play.canvas import Canvas

COLOURS: Final = {
    "k": (42, 32, 44), "w": (240, 234, 220), "g": (152, 148, 160), "b": (142, 96, 62), "y": (250, 203, 62), "o": (214, 136, 52),
    "r": (214, 74, 62), "p": (136, 96, 188), "l": (196, 160, 232), "s": (96, 148, 206), "n": (112, 176, 84),
}  # fmt: skip
GRIDS: Final = {
    "archer": """
        ....kk......
        ...kbbkk....
        ..kwk.kbk...
        ..kw...kbk..
        .kkw....kbk.
        kwkwggggggyk
        kwkwggggggyk
        .kkw....kbk.
        ..kw...kbk..
        ..kwk.kbk...
        ...kbbkk....
        ....kk......""",
    "magician": """
        .....kk.....
        ....kppk....
        ....kppk....
        ...kplppk...
        ...kppypk...
        ..kplyyypk..
        ..kpppyppk..
        .kppppplppk.
        .kpplpppppk.
        kkkyyyyyykkk
        kllllllllllk
        .kkkkkkkkkk.""",
    "knight": """
        .kkkkkkkkkk.
        .kwwwwkrrrk.
        .kwwwwkrrrk.
        .kwwwwkrrrk.
        .kwwwwkrrrk.
        .kkkkkkkkkk.
        .krrrrkwwwk.
        .krrrrkwwwk.
        ..krrrkwwk..
        ...krrkwk...
        ....krkk....
        .....k......""",
    "upgrade": """
        .....kk.....
        ....knnk....
        ...knnnnk...
        ..knnnnnnk..
        .knnnnnnnnk.
        kkkknnnnkkkk
        ...knnnnk...
        ...knnnnk...
        ...knnnnk...
        ...knnnnk...
        ...knnnnk...
        ...kkkkkk...""",
    "sell": """
        ...kkkkkk...
        ..kyyyyyyk..
        .kyywyyyyok.
        kyywyykyyyok
        kywyykkkyyok
        kyyyykyyyyok
        kyyyykkkyyok
        kyyyyyykyyok
        kyyyykkkyyok
        .kyyyykyyok.
        ..kooooook..
        ...kkkkkk...""",
    "range": """
        ...kkkkkk...
        ..kssssssk..
        .kskkkkkksk.
        ksk......ksk
        ksk..kk..ksk
        ksk.kwwk.ksk
        ksk.kwwk.ksk
        ksk..kk..ksk
        ksk......ksk
        .kskkkkkksk.
        ..kssssssk..
        ...kkkkkk...""",
    "rally": """
        ..kk........
        .kbbkkkk....
        .kbkrrrrkkk.
        .kbkrrrrrrrk
        .kbkrrrrrrrk
        .kbkrrrrrrk.
        .kbkkrrrrk..
        .kbk.kkkk...
        .kbk........
        .kbk........
        kkbkk.......
        kkkkk.......""",
}  # fmt: skip


def draw_icon(canvas: Canvas, name: str, centre: tuple[float, float], side: float, *, faint: bool = False) -> None:
    """An icon around a place; `faint` for what cannot be had."""
    area = canvas.to_pixels((centre[0] - side / 2, centre[1] - side / 2, side, side))
    image = pygame.transform.scale(_image(name), area.size)
    if faint:
        image.set_alpha(90)
    canvas.surface.blit(image, area)


@cache
def _image(name: str) -> pygame.Surface:
    rows = GRIDS[name].split()
    image = pygame.Surface((len(rows[0]), len(rows)), pygame.SRCALPHA)
    for y, row in enumerate(rows):
        for x, character in enumerate(row):
            if character != ".":
                image.set_at((x, y), COLOURS[character])
    return image
