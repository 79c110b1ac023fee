"""The palette that all sprites share: one character of a text grid, one colour.

Within a ramp the characters run from dark to light, so that a shade is found by going along the keyboard or the alphabet.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

TRANSPARENT: Final = "."

# Ramp: its characters, dark to light, and their colours.
RAMPS: Final = {
    "stone": ("01234567", "1b1a2b 34334a 50526b 72778c 989eae c0c6ce e2e7ea ffffff"),
    "wood": ("abcdef", "2c1a1d 512f2a 7c4b33 a9713f cf9d5f ecd096"),
    "skin": ("hi", "d08a64 f5c79a"),
    "red": ("jklm", "571427 992232 d93c3a f47f62"),
    "fire": ("nopqr", "b34a1c e8731f f7a72c ffdc4f fff4b8"),
    "leaf": ("ABCDE", "17382c 256036 45923a 7fc244 c5e76f"),
    "turf": ("FGH", "41703a 5b8f45 77ab55"),
    "ice": ("stuv", "1d4a61 2f88a0 66cbd9 baf1f2"),
    "blue": ("wxyz", "1c2659 2b4aa3 437cd9 8abaf5"),
    "violet": ("MNOP", "331a4f 5f2e87 8f4fbd c68ee6"),
    "dust": ("QRS", "8c7a5e b79c6c d8bf86"),
}  # fmt: skip

PALETTE: Final = TRANSPARENT + "".join(characters for characters, _ in RAMPS.values())  # position = a colour's number; 0 is transparent
PALETTE_RGB: Final[NDArray[np.uint8]] = np.array(
    [[0, 0, 0], *(list(bytes.fromhex(colour)) for _, colours in RAMPS.values() for colour in colours.split())], np.uint8
)  # (colours + 1, 3); row 0 stands for transparent and is never shown
PALETTE_RGB.flags.writeable = False
