"""Writing text as bytes inside a kernel: words and numbers, one after another, into a row that is long enough."""

import numpy as np
from numpy.typing import NDArray

from garrison_server.jit import kernel

ZERO = 48
MINUS = 45
POINT = 46

Bytes = NDArray[np.uint8]


def word(text: str) -> Bytes:
    """ASCII text as bytes, for `put`."""
    return np.array(list(text.encode("ascii")), np.uint8)


def table(texts: tuple[str, ...]) -> Bytes:
    """ASCII texts as rows of bytes, each led by its length (at most 255), for `put_row`."""
    rows = np.zeros((max(len(texts), 1), 1 + max(map(len, texts), default=0)), np.uint8)
    for i, text in enumerate(texts):
        rows[i, 0] = len(text)
        rows[i, 1 : 1 + len(text)] = list(text.encode("ascii"))
    return rows


@kernel
def put(out: Bytes, at: int, text: Bytes | bytes) -> int:
    """Write a word; where the next one goes."""
    room = out[at : at + len(text)]
    for i in range(len(text)):  # from 0: an index known not to be negative copies twice as fast
        room[i] = text[i]
    return at + len(text)


@kernel
def put_row(out: Bytes, at: int, rows: Bytes, row: int) -> int:
    """Write one text of a table; where the next one goes."""
    size = int(rows[row, 0])
    for i in range(size):
        out[at + i] = rows[row, 1 + i]
    return at + size


@kernel
def put_whole(out: Bytes, at: int, value: int) -> int:
    """Write a whole number that is not negative; where the next word goes."""
    size, rest = 1, value // 10
    while rest > 0:
        size += 1
        rest //= 10
    rest = value
    for i in range(size - 1, -1, -1):
        out[at + i] = ZERO + rest % 10
        rest //= 10
    return at + size


@kernel
def put_number(out: Bytes, at: int, value: float, digits: int) -> int:
    """Write a number rounded to so many digits after the point, without idle zeros; where the next word goes."""
    scale, whole = 10**digits, int(abs(value))
    rest = int(np.rint((abs(value) - whole) * scale))
    if rest == scale:
        whole, rest = whole + 1, 0
    if value < 0.0 and (whole > 0 or rest > 0):
        out[at] = MINUS
        at += 1
    at = put_whole(out, at, whole)
    if rest == 0:
        return at
    while rest % 10 == 0:
        rest //= 10
        digits -= 1
    out[at] = POINT
    for i in range(digits, 0, -1):
        out[at + i] = ZERO + rest % 10
        rest //= 10
    return at + digits + 1
