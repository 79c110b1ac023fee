"""What grounds and roads are made of: eight colours each, and the numbers and little marks that make their texture.

A colour of the canvas is `8 * material + tone`. Tones 0 to 4 of a material run from its outline to its highlight; 5 to 7 are its own
accents, which marks use. A mark is a text grid like a sprite's, its rows parted by `/`: a digit is a tone, `.` leaves what is there.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

TONES: Final = 8


class Mark(NamedTuple):
    """One little thing that lies on a ground."""

    grid: str
    often: float  # how many of the ground's spots for marks have it, in [0, 1]
    gathers: bool = False  # only in some places, many together


class Ground(NamedTuple):
    """One ground's texture."""

    colours: str  # eight: outline, dark, middle, light, highlight, three accents
    patch_px: float  # size of its light and dark patches
    contrast: float  # tones between darkest and lightest patch
    grain: tuple[float, float]  # width and height of its fine clusters, in art pixels
    marks: tuple[Mark, ...]
    plants: tuple[float, ...]  # the share of each of its decorations, decor.<ground>.0 and so on
    ripple_px: float = 0.0  # distance of ripples in the wind; 0: none
    crack_px: float = 0.0  # size of the plates between cracks; 0: none
    relief: float = 0.0  # tones that a slope towards the light gains


class Road(NamedTuple):
    """One road's build."""

    colours: str  # eight: joints, dark, middle, light, highlight, three accents
    raised: bool  # stands above the ground and casts a shadow on it, or lies below it, in its banks' shadow
    ragged_px: float  # how far its edges wander
    jointed: bool = False  # made of single pieces, each with light on its upper left
    round: bool = False  # and with shade on its lower right


GROUNDS: Final = {
    "grass": Ground("2f5a3a 4b7d40 5b8f45 6b9f4c 83b45c 3d6d3c a6cc6e e8e0a0", 44, 2.2, (4, 3), (
        Mark("4.4/545/.5.", 0.16), Mark("6..4/54.5/.55.", 0.12), Mark("5.5/.5.", 0.14), Mark(".7./7.7/.7.", 0.04),
        Mark("3.4.3/54545/.5.5.", 0.2, True),
    ), (0.22, 0.12, 0.2, 0.3, 0.16)),
    "meadow": Ground("3d6a35 648f3c 76a243 88b24c a4c75c 4f7c38 f3ecc8 e79a4e", 36, 2.2, (4, 3), (
        Mark("4.4/545/.5.", 0.14), Mark("5.5/.5.", 0.1), Mark(".6./676/.65", 0.3, True), Mark(".7./767/.75", 0.12, True),
        Mark("6.../..6./5..5", 0.2, True),
    ), (0.25, 0.12, 0.13, 0.25, 0.25)),
    "autumn": Ground("5c4426 8c7038 a2843e b5964a cdb163 735a30 cf6a2c a8402c", 34, 2.2, (4, 3), (
        Mark("4.4/545/.5.", 0.14), Mark("5.5/.5.", 0.08), Mark("66./.76/..5", 0.26, True), Mark(".7./77./.5.", 0.24, True),
        Mark("6.../...7/.66.", 0.3, True), Mark("66/.5", 0.06),
    ), (0.2, 0.1, 0.15, 0.35, 0.2)),
    "sand": Ground("9a7a4a c4a365 d3b474 e0c488 eed9a4 ad8c57 8f8272 bdb09a", 60, 1.5, (6, 2), (
        Mark(".77./7766/6665", 0.04), Mark("76/65", 0.08), Mark("5..5/.55.", 0.06), Mark("7", 0.06),
    ), (0.27, 0.25, 0.06, 0.22, 0.2), ripple_px=11, relief=9),
    "snow": Ground("8fa6c4 b9cbe0 d0dded e3ecf5 f8fbfe a5b9d4 7d8f86 5f7168", 52, 1.2, (7, 3), (
        Mark("6.6/.7.", 0.05), Mark("4", 0.16), Mark(".444./44445/.555.", 0.05), Mark("6.7.6/.6.7./.777.", 0.25, True),
    ), (0.25, 0.15, 0.22, 0.35, 0.03), relief=10),
    "ash": Ground("2d2930 46414a 524c55 5f5861 746c74 3a353d c95a2a eb9645", 40, 1.8, (4, 3), (
        Mark("43./431/.11", 0.1), Mark("4/1", 0.14), Mark("6", 0.025), Mark("5.5/.5.", 0.06),
    ), (0.07, 0.16, 0.07, 0.35, 0.35), crack_px=26),
}  # fmt: skip

ROADS: Final = {
    "earth": Road("6d4a30 8d6540 a67b4e b88d5c cba471 7b5637 94897a b8ac98", False, 1.7),
    "cobble": Road("4f4b58 6b6772 85818b 9b98a1 b7b5bc 595561 77807a 8f8a80", True, 1.0, True, True),
    "gravel": Road("67625a 8a847b 9f998f b1aba1 cbc6bb 757068 928a84 ded9ce", False, 1.7),
    "planks": Road("553a29 79532f 916540 a5784f bf9364 5f3f2a 9a6c48 4a4a52", True, 0.0, True),
}  # fmt: skip

MATERIALS: Final = (*GROUNDS, *ROADS)  # position = a material's number


def tone_of(material: str, tone: int) -> int:
    """A tone's number on the canvas."""
    return MATERIALS.index(material) * TONES + tone


def _rgb() -> NDArray[np.uint8]:
    tables = [made.colours for made in GROUNDS.values()] + [made.colours for made in ROADS.values()]
    rows = [colour for table in tables for colour in table.split()]
    return np.array([list(bytes.fromhex(row)) for row in rows], np.uint8)


def _shifted(accents: int, by: int) -> NDArray[np.uint8]:
    steps = [min(max(tone + by, 0), 4) for tone in range(5)] + [accents] * 3
    return np.array([material * TONES + tone for material in range(len(MATERIALS)) for tone in steps], np.uint8)


TONES_RGB: Final = _rgb()  # (80, 3), by a tone's number on the canvas
DARKER: Final = _shifted(1, -1)  # (80,): the next darker tone of the same material
LIGHTER: Final = _shifted(4, 1)  # (80,): the next lighter one
