"""The names of the views of pixels, and what they ask for."""

import re
from typing import Final, NamedTuple

ART: Final = 256  # art pixels along a side of the map
LEAST: Final = 16
LARGEST: Final = 512
WANTED: Final = f"pixels:SIZE or pixels:SIZE:bare with a SIZE from {LEAST} to {LARGEST}"


class Size(NamedTuple):
    """What a view of pixels shows: a square of `side` pixels, with or without the panels that tell gold, life and cooldowns."""

    side: int
    bare: bool = False


def size_of(name: str) -> Size | None:
    """The size that a view's name asks for; None: no view of pixels is called so."""
    match = re.fullmatch(r"pixels:([1-9][0-9]{1,2})(:bare)?", name)
    if match is None or not LEAST <= int(match[1]) <= LARGEST:
        return None
    return Size(int(match[1]), match[2] is not None)
