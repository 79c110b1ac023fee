"""A session's arguments as the fields of its requests. What a field cannot hold is refused here, as the server would refuse it."""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from garrison.backend import Slots
from garrison.errors import InvalidArgumentError, ProtocolError, SlotNotFoundError
from garrison_proto import specs
from garrison_proto.codec import CodecError, data_type, pack_slots, pack_tensor, unpack_tensor
from garrison_proto.modes import Rules, SiegeRules
from garrison_proto.records import OpenOptions
from garrison_proto.v1 import environment_pb2, play_pb2, types_pb2

BIG_ENDIAN = sys.byteorder == "big"


def packed_open(options: OpenOptions) -> environment_pb2.OpenRequest:
    """The opening of a session. What the wire would read as "not said" is refused, so that it means the same here and there."""
    for field, wanted in (
        ("mode", "a mode"),
        ("action_space", "a name"),
        ("ticks_per_step", "1 to 250"),
        ("lease_s", "a number above 0"),
        ("seat_deadline_s", "a number above 0"),
    ):
        if not getattr(options, field):
            raise _refused(field, repr(getattr(options, field)), wanted)
    _check_rules(options.mode, options.rules)
    try:
        return specs.pack_open(options)
    except (ValueError, TypeError, KeyError) as error:
        raise _refused("options", f"{type(error).__name__}: {error}", "values that the message can hold") from error


def _check_rules(mode: str, rules: Rules | None) -> None:
    """As above, for the fields of a mode's rules."""
    if isinstance(rules, SiegeRules):
        _check_rules(f"{mode}.defenders", rules.defenders)
    elif rules is not None:
        for field, value in vars(rules).items():
            if value in ("", 0) and type(value) is not float and field != "graph_seed":
                raise _refused(f"{mode}.{field}", repr(value), "a number above 0" if value == 0 else "a name")


def packed_slots(slots: Slots, total: int, field: str = "slots") -> Sequence[int]:
    """Slots of a session with `total`; the wire's short form for all of them. The server judges all that fits the field."""
    if total == 1 and len(slots) == 1 and slots[0] == 0:
        return ()
    numbers = slot_numbers(slots, total, field)
    if not numbers:
        raise _refused(field, "no slots", "at least one")
    return pack_slots(numbers, total)


def slot_numbers(slots: Slots, total: int, field: str) -> list[int]:
    """Slots as numbers that an unsigned field of 32 bits can hold."""
    array = np.asarray(slots)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise _refused(field, f"{array.dtype.name} of shape {list(array.shape)}", "a list of whole numbers")
    numbers: list[int] = array.tolist()
    for slot in numbers:
        if not 0 <= slot < 2**32:
            message = f"{field}: came slot {slot}, wanted slots from 0 to {total - 1}"
            raise SlotNotFoundError(message, reason="NO_SUCH_SLOT", field=field, came=str(slot), wanted=f"slots from 0 to {total - 1}")
    return numbers


def packed_actions(actions: ArrayLike) -> types_pb2.Tensor:
    """Actions as they are; nothing is converted. The server judges shape, dtype and values."""
    array = np.asarray(actions)
    if array.dtype == np.float64 or array.dtype == np.int64:  # the usual case, on machines of either byte order
        return pack_tensor(array.astype(array.dtype.newbyteorder("<"), copy=False) if BIG_ENDIAN else array)
    try:
        data_type(array.dtype.name)
    except (CodecError, TypeError):
        raise _refused("actions.dtype", array.dtype.name, "float64 for action space native, int64 for the others") from None
    return pack_tensor(array.astype(array.dtype.newbyteorder("<"), copy=False))


def packed_messages(messages: Sequence[str] | None) -> list[str]:
    """What seats say, as texts that the message can hold; the server judges their length and number."""
    for number, message in enumerate(messages or ()):
        if not isinstance(message, str) or not message.isprintable():
            raise _refused(f"messages[{number}]", repr(message)[:80], "printable text in one line")
    return list(messages or ())


def packed_seeds(seeds: ArrayLike | None) -> list[int]:
    """Seeds as numbers that an unsigned field of 64 bits can hold."""
    values: list[Any] = [] if seeds is None else np.atleast_1d(np.asarray(seeds, object)).tolist()
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < 2**64:
            raise _refused("seeds", repr(value), "whole numbers from 0 to 2^64 - 1")
    return [int(value) for value in values]


def packed_blobs(blobs: Sequence[bytes]) -> list[bytes]:
    """Snapshots as they are."""
    for number, blob in enumerate(blobs):
        if not isinstance(blob, bytes):
            raise _refused(f"snapshots[{number}]", type(blob).__name__, "bytes")
    return list(blobs)


def packed_size(size: int) -> int:
    """A frame's side; the server judges all that fits the field, but for 0, which the wire would read as "not said"."""
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or not 0 < size < 2**32:
        raise _refused("size", repr(size), "16 to 512 pixels")
    return int(size)


def unpacked_frames(response: play_pb2.PlayResponse, size: int) -> NDArray[np.uint8]:
    """The frames of an answer, (n, size, size, 3)."""
    if response.WhichOneof("response") != "frames":
        raise ProtocolError(f"render was answered by {response.WhichOneof('response')}; wanted frames")
    try:
        frames = [unpack_tensor(frame, f"frames[{i}]") for i, frame in enumerate(response.frames.frames)]
    except CodecError as error:
        raise ProtocolError(f"a frame is wrong: {error}", field=error.field, came=error.got, wanted=error.wanted) from error
    for i, frame in enumerate(frames):
        if frame.dtype != np.uint8 or frame.shape != (size, size, 3):
            came, wanted = f"{frame.dtype.name} of shape {list(frame.shape)}", f"uint8 of shape {[size, size, 3]}"
            raise ProtocolError(f"frames[{i}]: got {came}, wanted {wanted}", field=f"frames[{i}]", came=came, wanted=wanted)
    return np.stack(frames)


def _refused(field: str, came: str, wanted: str) -> InvalidArgumentError:
    return InvalidArgumentError(f"{field}: came {came}, wanted {wanted}", reason="INVALID_FIELD", field=field, came=came, wanted=wanted)
