"""Answers written and read without messages: equal to protobuf's own, and refused where anything is odd."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from garrison_proto import codec
from garrison_proto.records import Outcome, ViewSpec
from garrison_proto.template import COLUMNS, OutcomeReader, OutcomeTemplate, StepTemplate
from garrison_proto.v1 import play_pb2

SPECS = (ViewSpec("a", "tensor", "float32", (2, 3)), ViewSpec("mask", "tensor", "uint8", (5,)))


def arrays(n: int) -> tuple[dict[str, Any], dict[str, Any]]:
    rng = np.random.default_rng(n)
    columns = {name: rng.integers(0, 2, n).astype(code) for name, code in COLUMNS.items()}
    return columns, {spec.name: rng.integers(0, 9, (n, *spec.shape)).astype(spec.dtype) for spec in SPECS}


def written(n: int, seq: int) -> bytes:
    return OutcomeTemplate(*arrays(n)).response(seq)


def assert_equal(one: Outcome, other: Outcome) -> None:
    for name, value in vars(one).items():
        if isinstance(value, dict):
            same = getattr(other, name)
            assert list(value) == list(same) and all(np.array_equal(view, same[key]) for key, view in value.items())
        else:
            assert np.array_equal(value, getattr(other, name)) and value.dtype == getattr(other, name).dtype, name


@given(st.integers(1, 2**64 - 1), st.integers(1, 300))
def test_what_is_read_equals_what_protobuf_reads(seq: int, n: int) -> None:
    data = written(n, seq)
    quick = OutcomeReader(n, SPECS).read(data, seq)
    assert quick is not None
    assert_equal(quick, codec.unpack_outcome(play_pb2.PlayResponse.FromString(data).outcome, n, {spec.name: spec for spec in SPECS}))
    assert all(view.flags.aligned for view in (*quick.views.values(), quick.rewards, quick.hashes))


def test_answers_of_another_form_are_left_alone() -> None:
    reader, data = OutcomeReader(3, SPECS), written(3, 7)
    assert reader.read(data, 8) is None
    assert reader.read(written(4, 7), 7) is None
    assert reader.read(data + b"\0", 7) is None and reader.read(data[:-1], 7) is None and reader.read(b"", 7) is None
    assert OutcomeReader(3, SPECS[::-1]).read(data, 7) is None
    assert reader.read(play_pb2.PlayResponse(seq=7, pong=play_pb2.Pong()).SerializeToString(), 7) is None


@pytest.mark.parametrize("n", [1, 3])
def test_no_changed_byte_is_read_as_another_form(n: int) -> None:
    """A byte of an array may change its value; a byte of the frame, or a flag that is no flag, sends the answer to protobuf."""
    reader, data = OutcomeReader(n, SPECS), written(n, 7)
    values = sum(np.dtype(code).itemsize * n for code in COLUMNS.values() if code != "?") + n * (24 + 5)
    passed = sum(reader.read(data[:i] + bytes([data[i] ^ 0x40]) + data[i + 1 :], 7) is not None for i in range(len(data)))
    assert passed == values


@given(st.binary(max_size=300), st.integers(0, 2**64 - 1))
def test_no_bytes_do_more_than_be_left_alone(data: bytes, seq: int) -> None:
    assert OutcomeReader(1, SPECS).read(data, seq) is None


@given(st.integers(1, 2**64 - 1), st.integers(0, 16), st.integers(1, 300))
def test_requests_are_written_as_protobuf_writes_them_and_split_again(seq: int, in_flight: int, n: int) -> None:
    template, actions = StepTemplate("float64", (n, 3)), np.arange(3.0 * n).reshape(n, 3)
    written = template.request(actions.tobytes(), seq, in_flight)
    step = play_pb2.Step(actions=codec.pack_tensor(actions))
    assert written == play_pb2.PlayRequest(seq=seq, in_flight=in_flight, step=step).SerializeToString()
    assert template.split(written) == (seq, in_flight, actions.tobytes())


@given(st.binary(max_size=30))
def test_numbers_are_split_only_where_protobuf_reads_the_same(head: bytes) -> None:
    template, actions = StepTemplate("int64", (1,)), bytes(8)
    whole = template.request(actions, 1, 0)
    parts = template.split(head + whole[2:])
    if parts is not None:
        request = play_pb2.PlayRequest.FromString(head + whole[2:])
        assert (request.seq, request.in_flight) == parts[:2] and not request.HasField("session")
