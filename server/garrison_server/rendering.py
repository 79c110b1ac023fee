"""Rendering: frames of a session's slots for whoever asks, whatever views the session has."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from garrison_server.attack_picture import PIXELS
from garrison_server.picture.sizes import LARGEST, LEAST
from garrison_server.refusal import FieldError
from garrison_server.requests import checked_rows
from garrison_server.session import Session


def render(session: Session, slots: Any, size: int, bare: bool, seat: int = 0) -> NDArray[np.uint8]:
    """A frame of each of the slots as they are now, uint8 (n, size, size, 3), with the panels of `seat`.

    Raises FieldError, SlotError, NotResetError.
    """
    rows = checked_rows(slots, session.total, session.all_rows)
    if isinstance(seat, bool) or not isinstance(seat, int) or not 0 <= seat < session.plan.seats:
        raise FieldError("seat", seat, f"seats from 0 to {session.plan.seats - 1}")
    attacks = seat >= session.plan.defenders
    view = view_of(size, bare)
    if attacks:
        view = f"{PIXELS}{size}"
    frames: NDArray[np.uint8] = np.concatenate([session.look(int(row), (view,)).views[view] for row in rows])
    return frames if frames.ndim == 4 else frames[:, 0 if attacks else seat]


def view_of(size: int, bare: bool) -> str:
    """The view that shows such frames. Raises FieldError."""
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or not LEAST <= size <= LARGEST:
        raise FieldError("size", size, f"{LEAST} to {LARGEST} pixels")
    return f"pixels:{size}:bare" if bare else f"pixels:{size}"


def png_of(frame: NDArray[np.uint8]) -> bytes:
    """A frame as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "PNG", compress_level=3)
    return file.getvalue()
