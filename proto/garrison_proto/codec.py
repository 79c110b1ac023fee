"""Packs arrays into the wire's messages and unpacks them again, for both sides: tensors, views, slots, outcomes.

Everything unpacked is checked, since the other side may be anybody: a fault raises CodecError, which names the field,
what came and what was wanted. Arrays that were unpacked share the message's bytes and are read-only.
"""

import math
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.records import Outcome, Views, ViewSpec
from garrison_proto.v1 import types_pb2 as pb

MAX_TENSOR_BYTES: Final = 256 * 1024 * 1024  # of one tensor, unpacked
_LITTLE: Final = {"float32": "<f4", "float64": "<f8", "uint8": "u1", "int8": "i1", "int16": "<i2", "int32": "<i4"} | {
    "int64": "<i8", "uint64": "<u8", "bool": "?"
}  # fmt: skip
_DTYPES: Final[dict[pb.DataType, np.dtype[Any]]] = {
    getattr(pb, f"DATA_TYPE_{name.upper()}"): np.dtype(code) for name, code in _LITTLE.items()
}
_NUMBERS: Final = {dtype: number for number, dtype in _DTYPES.items()}
_COLUMNS: Final[dict[str, np.dtype[Any]]] = {
    "rewards": np.dtype("<f8"), "codes": np.dtype("<i2"), "ticks": np.dtype("<i8"), "steps": np.dtype("<i8"),
    "hashes": np.dtype("<u8"), "scores": np.dtype("<f8"), "status": np.dtype("i1"), "seeds": np.dtype("<u8"),
}  # fmt: skip
AGENT_COLUMNS: Final = ("rewards", "codes", "no_effect")  # with an axis of seats, where a mode has several
_FLAGS: Final = ("terminated", "truncated", "was_reset", "no_effect")
_BOOL: Final = np.dtype("?")
_BY_NAME: Final = {name: np.dtype(code) for name, code in _LITTLE.items() if name != "bool"}
_NAMES: Final = {dtype: dtype.name for dtype in _DTYPES.values()}  # dtype.name takes microseconds


class CodecError(ValueError):
    """A message that does not hold what it must: `field` is its path, `got` what came, `wanted` what should have."""

    def __init__(self, field: str, got: object, wanted: object) -> None:
        super().__init__(f"{field}: got {got}, wanted {wanted}")
        self.field, self.got, self.wanted = field, str(got), str(wanted)


def data_type(name: str) -> pb.DataType:
    """The DataType of a numpy dtype's name."""
    number = _NUMBERS.get(np.dtype(name).newbyteorder("<"))
    if number is None:
        raise CodecError("dtype", name, f"one of {', '.join(_LITTLE)}")
    return number


def dtype_name(number: pb.DataType, field: str) -> str:
    """The numpy name of a DataType."""
    if number not in _DTYPES:
        raise CodecError(field, f"data type {number}", f"one of {', '.join(_LITTLE)}")
    return _DTYPES[number].name


def pack_tensor(array: NDArray[Any], codec: pb.Codec = pb.CODEC_RAW) -> pb.Tensor:
    """An array as a message, raw or deflated."""
    message = pb.Tensor()
    _write_tensor(message, array, codec)
    return message


def _write_tensor(message: pb.Tensor, array: NDArray[Any], codec: pb.Codec) -> None:
    data = array.tobytes()  # C order, whatever the array's own
    message.data = zlib.compress(data, 1) if codec == pb.CODEC_ZLIB else data
    message.dtype = _NUMBERS[array.dtype]
    message.shape.extend(array.shape)
    message.codec = codec


def unpack_tensor(message: pb.Tensor, field: str, limit: int = MAX_TENSOR_BYTES) -> NDArray[Any]:
    """The array in a message; at most `limit` bytes, and exactly as many as dtype and shape say."""
    dtype = _DTYPES.get(message.dtype)
    if dtype is None:
        raise CodecError(f"{field}.dtype", f"data type {message.dtype}", f"one of {', '.join(_LITTLE)}")
    shape = tuple(message.shape)
    if len(shape) > 8:
        raise CodecError(f"{field}.shape", f"{len(shape)} axes", "at most 8")
    size = math.prod(shape) * dtype.itemsize
    if size > limit or (not size and math.prod(axis or 1 for axis in shape) > limit):  # an axis of 0 must not hide the others
        raise CodecError(f"{field}.shape", f"{list(shape)} of {dtype.name}, {size} bytes", f"axes of at most {limit} bytes together")
    data = message.data
    if message.codec == pb.CODEC_ZLIB:
        data = _inflate(data, size, field)
    elif message.codec not in (pb.CODEC_RAW, pb.CODEC_UNSPECIFIED):
        raise CodecError(f"{field}.codec", _codec_name(message.codec), "CODEC_RAW or CODEC_ZLIB")
    if len(data) != size:
        raise CodecError(f"{field}.data", f"{len(data)} bytes", f"{size} bytes for {dtype.name} of shape {list(shape)}")
    array = np.frombuffer(data, dtype)
    if dtype is _DTYPES[pb.DATA_TYPE_BOOL]:
        array = array.view(np.uint8) != 0
    return array if len(shape) == 1 else array.reshape(shape)


def _inflate(data: bytes, size: int, field: str) -> bytes:
    """At most `size` + 1 bytes are ever unpacked, so that a small message cannot fill the memory."""
    stream = zlib.decompressobj()
    try:
        out = stream.decompress(data, size + 1)
    except zlib.error as error:
        raise CodecError(f"{field}.data", f"bytes that do not inflate ({error})", "a zlib stream") from None
    if len(out) != size or not stream.eof or stream.unused_data:
        raise CodecError(f"{field}.data", f"a zlib stream of another length ({len(out)} bytes or more)", f"exactly {size} bytes")
    return out


def _codec_name(codec: pb.Codec) -> str:
    return pb.Codec.Name(codec) if codec in pb.Codec.values() else f"codec {codec}"


def pack_slots(slots: NDArray[np.int32] | Sequence[int], total: int) -> Sequence[int]:
    """Slots as the wire has them: nothing at all for all of a session's `total` slots in order."""
    if len(slots) == total and np.asarray(slots, np.int64).tobytes() == _all_slots(total):
        return ()
    return [int(slot) for slot in slots]


@lru_cache(maxsize=64)
def _all_slots(total: int) -> bytes:
    return np.arange(total, dtype=np.int64).tobytes()


def unpack_slots(slots: Sequence[int], total: int) -> NDArray[np.int32]:
    """(n,) slots; the ids themselves are for the session to judge."""
    if not slots:
        return np.arange(total, dtype=np.int32)
    return np.minimum(np.fromiter(slots, np.int64, len(slots)), 2**31 - 1).astype(np.int32)


def pack_selection(views: Sequence[str] | None) -> pb.ViewSelection | None:
    """The views wanted; None: all."""
    return None if views is None else pb.ViewSelection(names=views)


def unpack_selection(holder: Any) -> tuple[str, ...] | None:
    """The views that a body (Reset, Step, ...) wants; None: all."""
    return tuple(holder.views.names) if holder.HasField("views") else None


def write_views(messages: Any, views: Views, codec: pb.Codec) -> None:
    """Views in the order of the dictionary, written where they shall stand."""
    for name, content in views.items():
        message = messages.add(name=name)
        if isinstance(content, list):
            message.texts.texts.extend(content)
            message.texts.SetInParent()  # no texts at all are texts too
        else:
            _write_tensor(message.tensor, content, codec)


def unpack_views(messages: Sequence[pb.View], rows: int, specs: Mapping[str, ViewSpec], field: str = "views") -> Views:
    """Views by name, each checked against its spec: dtype, shape (rows, *spec.row_shape), or a list of `rows`
    texts, or of as many for each of its seats."""
    views: Views = {}
    for message in messages:
        name = message.name
        spec = specs.get(name)
        if spec is not None and (array := _plain(message.tensor, spec, rows)) is not None:
            views[name] = array
            continue
        where = f"{field}[{name!r}]"
        if spec is None:
            raise CodecError(field, repr(message.name), f"one of {', '.join(specs)}")
        if message.WhichOneof("content") != ("texts" if spec.kind == "text" else "tensor"):
            raise CodecError(where, message.WhichOneof("content") or "nothing", spec.kind)
        if spec.kind == "text":
            texts = list(message.texts.texts)
            if len(texts) != rows * (spec.seats or 1):
                raise CodecError(where, f"{len(texts)} texts", f"{rows * (spec.seats or 1)}")
            views[message.name] = texts
            continue
        array = unpack_tensor(message.tensor, where)
        if _NAMES[array.dtype] != spec.dtype or array.shape != (rows, *spec.row_shape):
            wanted = f"{spec.dtype} of shape {[rows, *spec.row_shape]}"
            raise CodecError(where, f"{_NAMES[array.dtype]} of shape {list(array.shape)}", wanted)
        views[message.name] = array
    return views


def _plain(tensor: pb.Tensor, spec: ViewSpec, rows: int) -> NDArray[Any] | None:
    """The array of the usual case: raw, and just as its spec says; None for all else, which takes the long way."""
    dtype, shape = _BY_NAME.get(spec.dtype), (rows, *spec.row_shape)
    if dtype is None or tensor.dtype != _NUMBERS[dtype] or tuple(tensor.shape) != shape:
        return None
    data = tensor.data
    if tensor.codec > pb.CODEC_RAW or len(data) != math.prod(shape) * dtype.itemsize:
        return None
    return np.frombuffer(data, dtype).reshape(shape)


def pack_outcome(outcome: Outcome, total: int, codec: pb.Codec = pb.CODEC_RAW, into: pb.Outcome | None = None) -> pb.Outcome:
    """An outcome as a message; `total` is the session's number of slots. `into`: an empty message to fill, such as a
    response's own, since messages are copied when they are put into others."""
    message = pb.Outcome() if into is None else into
    message.slots.extend(pack_slots(outcome.slots, total))
    write_views(message.views, outcome.views, codec)
    message.rewards = outcome.rewards.tobytes()
    message.terminated = outcome.terminated.tobytes()
    message.truncated = outcome.truncated.tobytes()
    message.was_reset = outcome.was_reset.tobytes()
    message.codes = outcome.codes.tobytes()
    message.no_effect = outcome.no_effect.tobytes()
    message.ticks = outcome.ticks.tobytes()
    message.steps = outcome.steps.tobytes()
    message.hashes = outcome.hashes.tobytes()
    message.scores = outcome.scores.tobytes()
    message.status = outcome.status.tobytes()
    message.seeds = outcome.seeds.tobytes()
    if len(outcome.final_rows):
        message.final_rows.extend(outcome.final_rows.tolist())
        write_views(message.final_views, outcome.final, codec)
    return message


def unpack_outcome(message: pb.Outcome, total: int, specs: Mapping[str, ViewSpec], seats: int = 0) -> Outcome:
    """The outcome in a message, every column checked to have one entry per slot, or, in those of AGENT_COLUMNS, one for each of its
    `seats`; 0: one, without an axis of its own."""
    slots = unpack_slots(message.slots, total)
    rows = len(slots)
    entries = {name: rows * max(seats, 1) if name in AGENT_COLUMNS else rows for name in (*_COLUMNS, *_FLAGS)}
    columns: dict[str, Any] = {name: _column(getattr(message, name), dtype, entries[name], name) for name, dtype in _COLUMNS.items()}
    columns |= {name: _flags(getattr(message, name), entries[name], name) for name in _FLAGS}
    if seats:
        columns |= {name: columns[name].reshape(rows, seats) for name in AGENT_COLUMNS}
    final_rows: Sequence[int] = message.final_rows
    if final_rows and max(final_rows) >= rows:
        raise CodecError("final_rows", max(final_rows), f"rows below {rows}")
    return Outcome(
        slots=slots,
        views=unpack_views(message.views, rows, specs),
        final_rows=np.array(final_rows, np.int32) if final_rows else np.zeros(0, np.int32),
        final=unpack_views(message.final_views, len(final_rows), specs, "final_views"),
        **columns,
    )


def _column(data: bytes, dtype: np.dtype[Any], rows: int, field: str) -> NDArray[Any]:
    if len(data) != rows * dtype.itemsize:
        raise CodecError(field, f"{len(data)} bytes", f"{rows * dtype.itemsize} for {rows} rows of {dtype.name}")
    return np.frombuffer(data, dtype)


def _flags(data: bytes, rows: int, field: str) -> NDArray[np.bool_]:
    """Bytes that are 0 or 1, seen as truth values without a copy."""
    if len(data) != rows:
        raise CodecError(field, f"{len(data)} bytes", f"{rows} for {rows} rows")
    if data.strip(b"\0\1"):
        raise CodecError(field, "other bytes among them", "bytes of 0 or 1")
    return np.frombuffer(data, _BOOL)
