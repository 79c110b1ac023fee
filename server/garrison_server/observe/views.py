"""The table of contents: every view by name, what it looks like, and how to write it for a batch."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from garrison_proto.records import ViewSpec
from garrison_server.observe import allies, brief, layout, leaks, mask, norm_columns, rich, rich_columns, structured, structured_norm, text
from garrison_server.observe.action_space import ActionSpaceError, Batch, choices_of, defenders, split_of
from garrison_server.observe.scene import new_scratch
from garrison_server.picture.atlas import atlas_of
from garrison_server.picture.blits import new_blits
from garrison_server.picture.frame import write_frames
from garrison_server.picture.grounds import Grounds
from garrison_server.picture.sizes import WANTED, Size, size_of
from garrison_server.picture.things import new_queue
from garrison_server.rules import N_KINDS

MOST_SIZES: Final = 4  # of frames whose grounds are kept for a batch
MASK_OF: Final = "mask:"  # before the name of an action space
LARGEST: Final = 1e9  # no number of the structured view is larger
Slots = NDArray[np.int64]


class ViewError(ValueError):
    """A view that does not exist or is not built, or a setting it does not know."""


class Wish(NamedTuple):
    """How a session wants its views."""

    action_space: str  # whose mask
    digits: int  # of the texts
    seat: int


class Writing(NamedTuple):
    """`kernel(*arguments)` writes a view into `out`, again and again."""

    kernel: Callable[..., None]
    arguments: tuple[Any, ...]
    out: NDArray[Any]  # (n, *shape)


class View(NamedTuple):
    spec: Callable[[str, int], ViewSpec]  # from the action space's name and the number of seats that defend
    write: Callable[[Batch, Slots, Wish], Any]  # n strings, or the Writing of an array


def view_spec(name: str, action_space: str, seats: int = 1) -> ViewSpec:
    """What a view looks like to one of the seats that defend, in a session with that action space. Raises ViewError."""
    try:
        return _view(name).spec(action_space, seats)
    except ActionSpaceError as error:
        raise ViewError(str(error)) from None


def observe(
    name: str, batch: Batch, slots: NDArray[np.integer[Any]], action_space: str = "native", digits: int = 3, seat: int = 0
) -> NDArray[Any] | list[str]:
    """One view of the batch's `slots` as `seat` sees it: an array (n, *shape), or n strings. Raises ViewError."""
    if digits not in range(text.MAX_DIGITS + 1):
        raise ViewError(f"digits: came {digits!r}, wanted a whole number from 0 to {text.MAX_DIGITS}")
    shown = _view(name).write(batch, np.ascontiguousarray(slots, np.int64), Wish(action_space, digits, seat))
    if isinstance(shown, Writing):
        shown.kernel(*shown.arguments)
        return shown.out
    texts: list[str] = shown
    return texts


def writing(name: str, batch: Batch, slots: Slots, action_space: str = "native", seat: int = 0) -> Writing:
    """How to write one tensor view of the same slots again and again, into the same array. Raises ViewError for texts."""
    made = _view(name).write(batch, slots, Wish(action_space, 0, seat))
    if not isinstance(made, Writing):
        raise ViewError(f"view: came {name!r}, a text, wanted an array")
    return made


def _view(name: str) -> View:
    if name in VIEWS:
        return VIEWS[name]
    if name in SEAT_VIEWS:
        return SEAT_VIEWS[name]
    if name.startswith(MASK_OF):
        return _mask_of(name.removeprefix(MASK_OF))
    size = size_of(name)
    if size is not None:
        return View(lambda action_space, seats: _pixels_spec(name, size), lambda batch, slots, wish: _pixels(batch, slots, wish, size))
    raise ViewError(f"view: came {name[:80]!r}, wanted one of {', '.join(VIEWS)}, {WANTED}")


_kept: WeakKeyDictionary[Batch, dict[Any, Any]] = WeakKeyDictionary()


def static(batch: Batch, key: Any, make: Callable[[], Any]) -> Any:
    """What depends on a batch's levels alone, made once."""
    kept = _kept.setdefault(batch, {})
    if key not in kept:
        kept[key] = make()
    return kept[key]


def _templates(batch: Batch) -> NDArray[np.float32]:
    made: NDArray[np.float32] = static(batch, "structured", lambda: structured.templates(batch.boards))
    return made


def _structured(batch: Batch, slots: Slots, wish: Wish) -> Writing:
    out = np.empty((len(slots), layout.SIZE), np.float32)
    arguments = (batch.states.rows, batch.boards.rows, batch.level_of, slots, wish.seat, _templates(batch), out)
    return Writing(structured.write_structured, arguments, out)


def _structured_norm(batch: Batch, slots: Slots, wish: Wish) -> Writing:
    template = static(batch, "structured_norm", lambda: structured_norm.norm_templates(batch.boards))
    out = np.empty((len(slots), norm_columns.SIZE), np.float32)
    arguments = (batch.states.rows, batch.boards.rows, batch.level_of, slots, wish.seat, template, new_scratch(), out)
    return Writing(structured_norm.write_norm, arguments, out)


def _rich(batch: Batch, slots: Slots, wish: Wish) -> Writing:
    template = static(batch, "rich", lambda: rich.rich_templates(batch.boards))
    out = np.empty((len(slots), rich_columns.SIZE), np.float32)
    arguments = (batch.states.rows, batch.boards.rows, batch.level_of, slots, wish.seat, template, new_scratch(), out)
    return Writing(rich.write_rich, arguments, out)


def _mask(batch: Batch, slots: Slots, wish: Wish) -> Writing:
    out = np.empty((len(slots), choices_of(wish.action_space, defenders(batch))), np.uint8)
    arguments = (batch.states.rows, batch.boards.rows, batch.level_of, slots, wish.seat)
    if wish.action_space == "native":
        return Writing(mask.write_native_mask, (*arguments, out), out)
    if wish.action_space == "sites":
        return Writing(mask.write_site_mask, (*arguments, out), out)
    return Writing(mask.write_grid_mask, (*arguments, split_of(wish.action_space), out), out)


def _mask_of(space: str) -> View:
    """The mask of an action space that need not be the session's own."""
    return View(
        lambda action_space, seats: replace(_mask_spec(space, seats), name=MASK_OF + space),
        lambda batch, slots, wish: _mask(batch, slots, wish._replace(action_space=space)),
    )


def _grounds(batch: Batch, side: int) -> Grounds:
    """The grounds of the last few sizes that a batch was shown in: anybody may ask for any."""
    sizes: dict[int, Grounds] = static(batch, "grounds", dict)
    if side not in sizes:
        if len(sizes) >= MOST_SIZES:
            del sizes[next(iter(sizes))]
        sizes[side] = Grounds(batch.boards, side)
    return sizes[side]


def _pixels(batch: Batch, slots: Slots, wish: Wish, size: Size) -> Writing:
    grounds = _grounds(batch, size.side).of(batch.level_of[slots])
    out = np.empty((len(slots), size.side, size.side, 3), np.uint8)
    world = (batch.states.rows, batch.boards.rows, batch.level_of, slots, wish.seat, size.bare)
    room = (new_queue(), new_blits(), size.side, out.reshape(-1))
    return Writing(write_frames, (*world, grounds, *atlas_of(size.side), *room), out)


def _text(batch: Batch, slots: Slots, wish: Wish) -> list[str]:
    kernel, arguments, rows = _structured(batch, slots, wish)
    kernel(*arguments)
    parts = static(batch, ("text", wish.digits), lambda: text.level_parts(_templates(batch), wish.digits))
    out, lengths = np.empty((len(slots), text.ROOM), np.uint8), np.empty(len(slots), np.int64)
    text.write_text(rows, batch.states.seats, batch.level_of, slots, wish.seat, parts, wish.digits, out, lengths)
    return text.decoded(out, lengths)


def _brief(batch: Batch, slots: Slots, wish: Wish) -> list[str]:
    words = static(batch, "brief", lambda: brief.brief_words(batch.boards))
    out, lengths = np.empty((len(slots), brief.ROOM), np.uint8), np.empty(len(slots), np.int64)
    states, boards = batch.states.rows, batch.boards.rows
    brief.write_brief(states, boards, batch.level_of, slots, wish.seat, words, new_scratch(), out, lengths)
    return text.decoded(out, lengths)


def _leaks(batch: Batch, slots: Slots, wish: Wish) -> Writing:
    out = np.empty((len(slots), N_KINDS), np.int32)
    return Writing(leaks.write_leaks, (batch.states.rows, slots, out), out)


def _allies(batch: Batch, slots: Slots, wish: Wish) -> Writing:
    out = np.empty((len(slots), defenders(batch), allies.SIZE), np.float32)
    return Writing(allies.write_allies, (batch.states.rows, batch.boards.rows, batch.level_of, slots, wish.seat, out), out)


def _tensor(name: str, size: int, low: float, high: float) -> Callable[[str, int], ViewSpec]:
    spec = ViewSpec(name, "tensor", "float32", (size,), low, high)
    return lambda action_space, seats: spec


def _mask_spec(action_space: str, seats: int) -> ViewSpec:
    return ViewSpec("mask", "tensor", "uint8", (choices_of(action_space, seats),), 0.0, 1.0)


def _pixels_spec(name: str, size: Size) -> ViewSpec:
    return ViewSpec(name, "tensor", "uint8", (size.side, size.side, 3), 0.0, 255.0)


# The views of one name; pixels come in all sizes besides.
VIEWS: Final[dict[str, View]] = {
    "structured": View(_tensor("structured", layout.SIZE, -9999.0, LARGEST), _structured),
    "structured_norm": View(_tensor("structured_norm", norm_columns.SIZE, -1.0, 1.0), _structured_norm),
    "rich": View(_tensor("rich", rich_columns.SIZE, -1.0, 1.0), _rich),
    "mask": View(_mask_spec, _mask),
    "text": View(lambda action_space, seats: ViewSpec("text", "text", max_length=text.MAX_LENGTH), _text),
    "brief": View(lambda action_space, seats: ViewSpec("brief", "text", max_length=brief.MAX_LENGTH), _brief),
    "leaks": View(lambda action_space, seats: ViewSpec("leaks", "tensor", "int32", (N_KINDS,), 0.0, float(leaks.MOST)), _leaks),
}
# Those that modes of several seats have besides; the axis of `allies` in front is as long as there are defenders.
SEAT_VIEWS: Final[dict[str, View]] = {
    "allies": View(lambda action_space, seats: ViewSpec("allies", "tensor", "float32", (allies.SIZE,), -1.0, 1.0), _allies),
}
DESCRIBED: Final = (*VIEWS, "pixels:512", "pixels:84")  # as examples of all sizes
