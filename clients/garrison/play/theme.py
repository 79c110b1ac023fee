"""How the window looks: colours (RGB), and sizes in logical units of the canvas, which is 768 x 512."""

from typing import Final

Colour = tuple[int, int, int]

WIDTH: Final = 768  # of the canvas
HEIGHT: Final = 512
FRAME: Final = 512  # side of the picture of the game, at the left
PANEL: Final = WIDTH - FRAME  # width of the panel, at the right

TITLE: Final = 24  # text sizes
HEADING: Final = 16
BODY: Final = 12
SMALL: Final = 10

GAP: Final = 8  # between things
PAD: Final = 12  # between a panel's border and what it holds

NIGHT: Final = (24, 20, 31)  # behind everything
PANEL_FILL: Final = (45, 38, 52)
PANEL_EDGE: Final = (92, 77, 92)
BUTTON_FILL: Final = (75, 61, 78)
BUTTON_HOVER: Final = (104, 84, 100)
BUTTON_DOWN: Final = (58, 47, 63)
BUTTON_OFF: Final = (52, 47, 56)
INK: Final = (244, 236, 216)  # text
FAINT: Final = (170, 156, 160)  # text of less weight
OFF: Final = (120, 110, 116)  # text of what cannot be had now
GOLD: Final = (250, 203, 62)
GOOD: Final = (138, 196, 92)
BAD: Final = (228, 92, 74)
SKY: Final = (120, 176, 222)
