"""The window's own icon, for title bars and task lists: the keep with its flag, drawn as a text grid of 16 x 16."""

from typing import Final

import pygame

COLOURS: Final = {
    "k": (42, 32, 44), "g": (152, 148, 160), "l": (200, 196, 204), "r": (214, 74, 62), "y": (250, 203, 62), "b": (142, 96, 62),
}  # fmt: skip
SCALE: Final = 4  # desktops ask for 32 to 64 pixels
GRID: Final = """
    .......kkkkk....
    .......kyyyrk...
    .......kyrrrk...
    .......kkkkk....
    .......k........
    kkk...kkkk...kkk
    klk.kkklgkkk.kgk
    klkkklllgggkkkgk
    klllllllgggggggk
    .kllllllggggggk.
    .klllllkkgggggk.
    .kllllkbbkggggk.
    .kllllkbbkggggk.
    .kllllkbbkggggk.
    .kllllkbbkggggk.
    .kkkkkkkkkkkkkk."""


def emblem() -> pygame.Surface:
    """The icon, 64 x 64."""
    rows = GRID.split()
    image = pygame.Surface((len(rows[0]), len(rows)), pygame.SRCALPHA)
    for y, row in enumerate(rows):
        for x, character in enumerate(row):
            if character != ".":
                image.set_at((x, y), COLOURS[character])
    return pygame.transform.scale_by(image, SCALE)
