"""Checks of what a request asks of a session: its slots, seeds, views and actions, before anything is changed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison_server.messages import Mailbox, Said
from garrison_server.refusal import FieldError, SlotError


def checked_rows(slots: object, total: int, all_rows: NDArray[np.int64], field: str = "slots") -> NDArray[np.int64]:
    """(n,) distinct slots of a session with `total`; n >= 1. Raises SlotError, FieldError."""
    if slots is all_rows:
        return all_rows
    rows: NDArray[Any] = np.asarray(slots)
    if rows.ndim != 1 or rows.dtype.kind not in "iu" or not rows.size:
        if rows.size == 0:
            raise FieldError(field, "no slots", "at least one")
        raise FieldError(field, f"{rows.dtype.name} of shape {list(rows.shape)}", "a list of whole numbers")
    n = len(rows)
    if n == total and (rows[0] == 0 if n == 1 else np.array_equal(rows, all_rows)):
        return all_rows
    wrong = (rows < 0) | (rows >= total)
    if wrong.any():
        raise SlotError(field, int(rows[wrong][0]), total)
    if n > 1 and (np.bincount(rows.astype(np.int64)) > 1).any():
        twice = np.flatnonzero(np.bincount(rows.astype(np.int64)) > 1)[0]
        raise FieldError(field, f"slot {twice} twice", "each slot at most once")
    return rows.astype(np.int64)


def checked_seeds(seeds: Any, n: int) -> NDArray[np.uint64] | None:
    """(n,) seeds from 0 to 2^64 - 1; None where none are given. Raises FieldError."""
    if seeds is None or len(seeds) == 0:
        return None
    if len(seeds) != n:
        raise FieldError("seeds", f"{len(seeds)} seeds", f"none, or {n}, one per slot")
    if isinstance(seeds, np.ndarray) and seeds.dtype == np.uint64:
        return seeds
    values = list(seeds.tolist() if isinstance(seeds, np.ndarray) else seeds)
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < 1 << 64:
            raise FieldError("seeds", repr(value), "whole numbers from 0 to 2^64 - 1")
    return np.array([int(value) for value in values], np.uint64)


def checked_views(views: Sequence[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """The views wanted, in the order of the opening; None: all. Raises FieldError."""
    if views is None:
        return known
    for name in views:
        if name not in known:
            raise FieldError("views", repr(str(name)[:80]), f"views named at open: {', '.join(known) or 'none'}")
    return tuple(name for name in known if name in views)


def checked_actions(actions: Any, n: int, action_space: str, seats: int = 0) -> NDArray[Any]:
    """float64 (n, 3) for `native`, int64 (n,) for the others, with an axis of `seats` behind the first where there are any;
    exactly, nothing is converted. Raises FieldError."""
    array = np.asarray(actions)
    rows = (n, seats) if seats else (n,)
    dtype, shape = ("float64", (*rows, 3)) if action_space == "native" else ("int64", rows)
    if array.dtype != dtype:
        raise FieldError("actions.dtype", array.dtype.name, f"{dtype} for action space {action_space}")
    if array.shape != shape:
        raise FieldError("actions.shape", list(array.shape), f"{list(shape)}: a row per slot{', a column per seat' if seats else ''}")
    # Arrays off the wire are read-only, which numba takes for another type: it would compile every kernel once more.
    return array if array.flags.writeable and array.flags.c_contiguous else array.copy()


def checked_messages(messages: Sequence[str] | None, n: int, mail: Mailbox | None) -> list[Said] | None:
    """What the seats of `n` slots say to each other, slot by slot; None where nobody says anything. Raises FieldError."""
    if not messages:
        return None
    if mail is None:
        raise FieldError("messages", f"{len(messages)}", "none: seats speak to each other in alliance and siege")
    return mail.checked(messages, n)
