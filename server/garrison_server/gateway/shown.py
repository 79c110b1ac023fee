"""What came, as a message shows it: ASCII, on one line, short."""

import json
from typing import Final

LONGEST: Final = 80


def shown(value: object) -> str:
    """A JSON value in a few characters."""
    text = json.dumps(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."


def quoted(text: str) -> str:
    """The beginning of a text, in quotes, with whatever is not printable ASCII escaped."""
    return shown(text[:LONGEST])
