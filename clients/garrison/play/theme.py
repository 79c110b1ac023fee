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
SEATS: Final = ((74, 144, 255), (255, 150, 40), (206, 112, 240), (236, 240, 246))  # as the server draws them; an attacker is BAD


def seat_colour(seat: int, defenders: int) -> Colour:
    """What is drawn of a seat is drawn in this colour; who attacks is red."""
    return SEATS[seat] if seat < defenders else BAD
