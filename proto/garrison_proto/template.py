"""Steps read and answered without building messages: the same arrays in the same places, step after step.

As long as a session's slots and views stay, only the numbers in its answers change, never their lengths. So the bytes
around them are made once, after protobuf's encoding (https://protobuf.dev/programming-guides/encoding), and an answer
is one join. What comes out parses to the message that `codec.pack_outcome` would make.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from operator import itemgetter
from struct import Struct
from typing import Any, Final

import numpy as np
from numpy import frombuffer
from numpy.typing import NDArray

from garrison_proto.codec import data_type
from garrison_proto.records import Outcome, ViewSpec
from garrison_proto.v1 import play_pb2, types_pb2

VARINT: Final = 0
LENGTH: Final = 2
Cut = Callable[[bytes, int], tuple[bytes, ...]]
LONGEST: Final = 22  # bytes of two numbers with their keys
COLUMNS: Final[dict[str, str]] = {  # in the order of an answer written by a template: the widest first, the flags last
    "rewards": "<f8", "ticks": "<i8", "steps": "<i8", "hashes": "<u8", "scores": "<f8", "seeds": "<u8",
    "codes": "<i2", "status": "i1", "terminated": "?", "truncated": "?", "no_effect": "?", "was_reset": "?",
}  # fmt: skip


def varint(value: int) -> bytes:
    """A whole number, seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins at `at`, and where it ends: past the end of `data` if it is cut off."""
    value = shift = 0
    for end in range(at, len(data)):
        byte = data[end]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, end + 1
        shift += 7
    return value, len(data) + 1


def _key(message: Any, field: str, kind: int) -> bytes:
    return varint(message.DESCRIPTOR.fields_by_name[field].number << 3 | kind)


def _block(message: Any, field: str, length: int) -> bytes:
    """The start of a field that holds `length` bytes."""
    return _key(message, field, LENGTH) + varint(length)


class OutcomeTemplate:
    """Answers that hold `columns` and `views`, for all slots of a session in order.

    Args:
        columns: C-contiguous little-endian arrays by their names in Outcome; written anew before each answer.
        views: likewise, by the views' names.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any]], views: Mapping[str, NDArray[Any]]) -> None:
        pieces = _outcome_pieces(columns, views)
        size = sum(len(piece) for piece in pieces)
        self._seq = _key(play_pb2.PlayResponse, "seq", VARINT)
        self._pieces = [b"", _block(play_pb2.PlayResponse, "outcome", size), *pieces]

    def response(self, seq: int) -> bytes:
        """A PlayResponse with the arrays as they are now."""
        self._pieces[0] = self._seq + varint(seq)
        return b"".join(self._pieces)


class OutcomeReader:
    """Reads answers that a template wrote; any other answer is left to protobuf and `codec.unpack_outcome`.

    Args:
        total: the session's number of slots.
        views: the specs of its views, tensors alone, in their order.
    """

    def __init__(self, total: int, views: Sequence[ViewSpec]) -> None:
        shown = {spec.name: np.zeros((total, *spec.row_shape), spec.dtype) for spec in views}
        pieces = _outcome_pieces({name: np.zeros(total, code) for name, code in COLUMNS.items()}, shown)
        self._size = sum(map(len, pieces))
        self._head = _block(play_pb2.PlayResponse, "outcome", self._size)
        self._seq = _key(play_pb2.PlayResponse, "seq", VARINT)
        self._fixed = tuple(piece for piece in pieces if isinstance(piece, bytes))
        self._cut_fixed, self._cut_arrays = _cut(pieces, bytes), _cut(pieces, memoryview)
        self._views = [(name, array.dtype, array.shape) for name, array in shown.items()]
        self._row = np.dtype([(name, code, (total,)) for name, code in COLUMNS.items()])
        self._flags = -sum(code == "?" for code in COLUMNS.values())
        self._columns = itemgetter(*(field.name for field in fields(Outcome) if field.name in COLUMNS))
        self._slots = np.arange(total, dtype=np.int32)
        self._slots.flags.writeable = False
        self._no_rows = np.zeros(0, np.int32)

    def read(self, data: bytes, seq: int) -> Outcome | None:
        """The outcome in a PlayResponse to request `seq`; None for any answer of another form. Arrays are read-only."""
        head = self._seq + varint(seq) + self._head
        at = len(head)
        if len(data) != at + self._size or not data.startswith(head) or self._cut_fixed(data, at) != self._fixed:
            return None
        # Views, and the columns together, get bytes of their own, which begin where a processor likes them to.
        parts = self._cut_arrays(data, at)
        if b"".join(parts[self._flags :]).strip(b"\0\1"):
            return None
        views = {name: frombuffer(part, dtype).reshape(shape) for (name, dtype, shape), part in zip(self._views, parts, strict=False)}
        row = frombuffer(b"".join(parts[len(views) :]), self._row).reshape(())
        columns: tuple[Any, ...] = (*self._columns(row), self._no_rows)
        return Outcome(self._slots, views, *columns)


class StepTemplate:
    """Requests to step all slots with all views, as protobuf writes them: only seq and the actions' bytes differ.

    Args:
        dtype: numpy name of the actions' element type.
        shape: of the actions' tensor.
    """

    def __init__(self, dtype: str, shape: tuple[int, ...]) -> None:
        empty = np.zeros(shape, dtype)
        before, inside, after = _tensor_pieces(empty)
        tensor = len(before) + len(inside) + len(after)
        actions = _block(play_pb2.Step, "actions", tensor)
        self._before = _block(play_pb2.PlayRequest, "step", len(actions) + tensor) + actions + before
        self._after = after
        self._start = -len(after) - len(inside)  # of the actions' bytes, from the message's end
        self._end = -len(after)
        self._head = self._start - len(self._before)
        self._seq = _key(play_pb2.PlayRequest, "seq", VARINT)
        self._in_flight = _key(play_pb2.PlayRequest, "in_flight", VARINT)

    def request(self, actions: bytes, seq: int, in_flight: int) -> bytes:
        """A PlayRequest to step with the actions' bytes."""
        numbers = self._seq + varint(seq)
        if in_flight:
            numbers += self._in_flight + varint(in_flight)
        return b"".join((numbers, self._before, actions, self._after))

    def split(self, data: bytes) -> tuple[int, int, memoryview] | None:
        """seq, in_flight, and the actions' bytes; None for any other message, and for what `request` would not write so."""
        size = len(data) + self._head  # of the numbers at the front
        if not 2 <= size <= LONGEST or not data.endswith(self._after) or not data.startswith(self._before, size):
            return None
        actions = memoryview(data)[self._start : self._end]
        seq, at = read_varint(data, 1)
        if data[:1] != self._seq or seq >> 64:
            return None
        if at == size:
            return seq, 0, actions
        in_flight, end = read_varint(data, at + 1)
        if data[at : at + 1] != self._in_flight or end != size or in_flight >> 32:
            return None
        return seq, in_flight, actions


def _outcome_pieces(columns: Mapping[str, NDArray[Any]], views: Mapping[str, NDArray[Any]]) -> list[bytes | memoryview]:
    """An Outcome's bytes: those that never change, and, as memoryviews, the arrays'."""
    pieces: list[bytes | memoryview] = []
    for name, array in views.items():
        pieces += _view_pieces(name, array)
    for name, array in columns.items():
        pieces += [_block(types_pb2.Outcome, name, array.nbytes), _bytes_of(array)]
    return pieces


def _cut(pieces: Sequence[bytes | memoryview], kind: type) -> Cut:
    """What cuts the pieces of one kind out of a message, from the place where the first piece begins."""
    return Struct("".join(f"{len(piece)}{'s' if isinstance(piece, kind) else 'x'}" for piece in pieces)).unpack_from


def _tensor_pieces(array: NDArray[Any]) -> tuple[bytes, memoryview, bytes]:
    """What stands before a tensor's bytes, they, and what stands after them."""
    shape = b"".join(varint(size) for size in array.shape)
    after = (
        _key(types_pb2.Tensor, "dtype", VARINT)
        + varint(data_type(array.dtype.name))
        + _block(types_pb2.Tensor, "shape", len(shape))
        + shape
        + _key(types_pb2.Tensor, "codec", VARINT)
        + varint(types_pb2.CODEC_RAW)
    )
    return _block(types_pb2.Tensor, "data", array.nbytes), _bytes_of(array), after


def _view_pieces(name: str, array: NDArray[Any]) -> list[bytes | memoryview]:
    before, inside, after = _tensor_pieces(array)
    tensor = len(before) + len(inside) + len(after)
    label = name.encode()
    title = _block(types_pb2.View, "name", len(label)) + label + _block(types_pb2.View, "tensor", tensor)
    return [_block(types_pb2.Outcome, "views", len(title) + tensor) + title + before, inside, after]


def _bytes_of(array: NDArray[Any]) -> memoryview:
    return array.data.cast("B")
