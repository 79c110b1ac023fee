"""Arrays into messages and back, and every way that a message can lie about itself."""

import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from garrison_proto import codec
from garrison_proto.codec import CodecError
from garrison_proto.records import Outcome, ViewSpec
from garrison_proto.v1 import types_pb2 as pb

DTYPES = ("float32", "float64", "uint8", "int8", "int16", "int32", "int64", "uint64", "bool")
SPECS = {"a": ViewSpec("a", "tensor", "float32", (2, 3)), "t": ViewSpec("t", "text", max_length=9)}


def outcome_of(n: int, **more: Any) -> Outcome:
    rng = np.random.default_rng(n)
    flags = {name: rng.random(n) < 0.5 for name in ("terminated", "truncated", "was_reset", "no_effect")}
    views = {"a": rng.random((n, 2, 3)).astype(np.float32), "t": [f"text {i}" for i in range(n)]}
    columns: dict[str, Any] = {
        "slots": np.arange(n, dtype=np.int32), "views": views, "rewards": rng.random(n), "codes": np.arange(n, dtype=np.int16),
        "ticks": rng.integers(0, 9, n), "steps": rng.integers(0, 9, n), "hashes": rng.integers(0, 2**64, n, np.uint64),
        "scores": -rng.random(n), "status": np.ones(n, np.int8), "seeds": rng.integers(0, 2**64, n, np.uint64),
    }  # fmt: skip
    return Outcome(**(columns | flags | more))


def assert_equal(one: Outcome, other: Outcome) -> None:
    for name, value in vars(one).items():
        if isinstance(value, dict):
            assert list(value) == list(getattr(other, name))
            assert all(np.array_equal(view, getattr(other, name)[key]) for key, view in value.items())
        else:
            assert np.array_equal(value, getattr(other, name)) and value.dtype == getattr(other, name).dtype, name


@given(st.sampled_from(DTYPES).flatmap(lambda name: hnp.arrays(name, hnp.array_shapes(max_dims=4, max_side=5, min_side=0))), st.booleans())
def test_a_tensor_comes_back_as_it_was(array: Any, deflate: bool) -> None:
    message = codec.pack_tensor(array, pb.CODEC_ZLIB if deflate else pb.CODEC_RAW)
    back = codec.unpack_tensor(pb.Tensor.FromString(message.SerializeToString()), "x")
    assert back.dtype == array.dtype and back.shape == array.shape and back.tobytes() == array.tobytes()


def test_a_tensor_of_another_order_or_stride_is_packed_in_c_order() -> None:
    array = np.arange(24).reshape(4, 6)
    for view in (array.T, array[::2, ::-1], np.asfortranarray(array)):
        assert np.array_equal(codec.unpack_tensor(codec.pack_tensor(view), "x"), view)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (pb.Tensor(), "x.dtype"),
        (pb.Tensor(dtype=pb.DATA_TYPE_UINT8, shape=[3], data=b"12"), "x.data"),
        (pb.Tensor(dtype=pb.DATA_TYPE_UINT8, shape=[1] * 9, data=b"1"), "x.shape"),
        (pb.Tensor(dtype=pb.DATA_TYPE_UINT8, shape=[2**32 - 1, 2**32 - 1]), "x.shape"),
        (pb.Tensor(dtype=pb.DATA_TYPE_UINT8, shape=[2], data=b"12", codec=pb.CODEC_PNG), "x.codec"),
        (pb.Tensor(dtype=pb.DATA_TYPE_UINT8, shape=[2], data=b"12", codec=pb.CODEC_ZLIB), "x.data"),
        (pb.Tensor(dtype=pb.DATA_TYPE_UINT8, shape=[2], data=zlib.compress(b"123"), codec=pb.CODEC_ZLIB), "x.data"),
        (pb.Tensor(dtype=pb.DATA_TYPE_UINT8, shape=[2], data=zlib.compress(b"12") + b"x", codec=pb.CODEC_ZLIB), "x.data"),
        (pb.Tensor(dtype=pb.DATA_TYPE_UINT8, shape=[2], data=zlib.compress(b"12")[:-2], codec=pb.CODEC_ZLIB), "x.data"),
    ],
)
def test_a_tensor_that_lies_is_refused_by_field(message: pb.Tensor, field: str) -> None:
    with pytest.raises(CodecError) as caught:
        codec.unpack_tensor(message, "x")
    assert caught.value.field == field and caught.value.got and caught.value.wanted


@example(b"", [0, 332_891_082, 3_463_359_540], 2, 0)  # NumPy refuses such axes though nothing is in them
@given(st.binary(max_size=64), st.lists(st.integers(0, 2**32 - 1), max_size=10), st.integers(0, 12), st.integers(0, 5))
def test_no_tensor_does_more_than_raise(data: bytes, shape: list[int], dtype: int, packing: int) -> None:
    message = pb.Tensor(data=data, shape=shape)
    message.dtype, message.codec = dtype, packing  # type: ignore[assignment]
    try:
        array = codec.unpack_tensor(message, "x", limit=1 << 16)
    except CodecError:
        return
    assert array.nbytes <= 1 << 16 and array.shape == tuple(shape)


@pytest.mark.parametrize("n", [1, 3])
def test_an_outcome_comes_back_as_it_was(n: int) -> None:
    outcome = outcome_of(n)
    assert_equal(outcome, codec.unpack_outcome(pb.Outcome.FromString(codec.pack_outcome(outcome, n).SerializeToString()), n, SPECS))


def test_an_outcome_of_some_slots_with_final_rows_comes_back_as_it_was() -> None:
    outcome = outcome_of(2, slots=np.array([5, 3], np.int32), final_rows=np.array([1], np.int32), final={"t": ["the end"]})
    assert_equal(outcome, codec.unpack_outcome(codec.pack_outcome(outcome, 9), 9, SPECS))


def test_all_slots_in_order_travel_as_nothing() -> None:
    assert list(codec.pack_slots(np.arange(4), 4)) == [] and codec.unpack_slots([], 4).tolist() == [0, 1, 2, 3]
    assert list(codec.pack_slots([1, 0], 2)) == [1, 0] and codec.unpack_slots([2**32 - 1], 4).tolist() == [2**31 - 1]


@pytest.mark.parametrize("column", ["rewards", "terminated", "codes", "hashes", "seeds", "status"])
def test_a_column_of_the_wrong_length_is_refused(column: str) -> None:
    message = codec.pack_outcome(outcome_of(3), 3)
    setattr(message, column, getattr(message, column)[:-1])
    with pytest.raises(CodecError) as caught:
        codec.unpack_outcome(message, 3, SPECS)
    assert caught.value.field == column


def test_views_that_do_not_match_their_specs_are_refused() -> None:
    for views in ({"b": np.zeros(1)}, {"a": np.zeros((1, 3, 2), np.float32)}, {"a": np.zeros((1, 2, 3))}, {"a": ["text"]}, {"t": []}):
        message = codec.pack_outcome(outcome_of(1, views=views), 1)
        with pytest.raises(CodecError):
            codec.unpack_outcome(message, 1, SPECS)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_raise(data: bytes) -> None:
    try:
        message = pb.Outcome.FromString(data)
    except Exception:
        return
    try:
        codec.unpack_outcome(message, 4, SPECS)
    except CodecError:
        return
