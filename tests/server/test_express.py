"""The express lane gives the bytes that the long road gives, and steps aside where it does not lead."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.caller import Caller, Played
from garrison_proto import codec
from garrison_proto.records import Outcome
from garrison_proto.template import OutcomeTemplate, varint
from garrison_proto.v1 import play_pb2, types_pb2
from garrison_server.express import Express
from garrison_server.registry import Registry
from server.conftest import session_of

VIEWS = ("structured", "structured_norm", "rich", "mask", "pixels:84", "pixels:32:bare")


def lane_of(registry: Registry, played: Played) -> Any:
    return registry.find(played.ref.id, played.ref.token).lane


def assert_equal(one: Outcome, other: Outcome) -> None:
    for name, value in vars(one).items():
        if isinstance(value, dict):
            assert all(np.array_equal(view, getattr(other, name)[key]) for key, view in value.items()) and list(value) == list(
                getattr(other, name)
            )
        else:
            assert np.array_equal(value, getattr(other, name)), name


@pytest.mark.parametrize("space", ["native", "sites", "grid:4"])
@pytest.mark.parametrize("autoreset", ["next_step", "same_step"])
def test_both_roads_give_equal_answers(caller: Caller, registry: Registry, space: str, autoreset: str) -> None:
    options: dict[str, Any] = {
        "slots": 3,
        "levels": ("garrison-1", "garrison-5"),
        "views": VIEWS,
        "action_space": space,
        "autoreset": autoreset,
    }
    options |= {"max_ticks": 400, "step_penalty": True}
    fast, slow = caller.open(**options), caller.open(**options, record=True)
    assert_equal(fast.reset([1, 2, 3]), slow.reset([1, 2, 3]))
    rng, ends = np.random.default_rng(3), 0
    for step in range(60):
        if step == 10:  # from here on the slots end at different times
            assert_equal(fast.reset([9], slots=[1]), slow.reset([9], slots=[1]))
        if space == "native":
            actions = np.column_stack([rng.uniform(-3.2, 3.2, (3, 2)), rng.integers(-1, 13, 3).astype(np.float64)])
        else:
            actions = rng.integers(-1, fast.opened.action.n + 1, 3)
        mine, plain = fast.step(actions), slow.step(actions)
        assert_equal(mine, plain)
        ends += int(plain.truncated.sum())
    assert ends >= 4
    assert isinstance(lane_of(registry, fast), Express) and lane_of(registry, slow) is False


def test_what_is_unusual_takes_the_long_road(caller: Caller, registry: Registry) -> None:
    for options in ({"views": ("text",)}, {"codec": "zlib"}, {"record": True}):
        played = caller.open(**options)
        played.reset([1])
        played.step()
        assert lane_of(registry, played) is False
    assert not Express.suits(session_of(views=("structured", "brief")), 1 << 20)
    assert not Express.suits(session_of(slots=9), 9 * 759 * 4) and Express.suits(session_of(), 1 << 20)


def request(seq: int = 7, **more: Any) -> play_pb2.PlayRequest:
    actions = codec.pack_tensor(np.tile(np.array([[0.0, 0.0, 6.0]]), (2, 1)))
    return play_pb2.PlayRequest(seq=seq, step=play_pb2.Step(actions=actions), **more)


def test_usual_requests_are_split_and_all_others_left() -> None:
    lane = Express(session_of(slots=2, views=("mask",)))
    for usual in (request(), request(2**64 - 1, in_flight=3)):
        parts = lane.split(usual.SerializeToString())
        assert parts is not None and bytes(parts[2]) == usual.step.actions.data
        assert parts[:2] == (usual.seq, usual.in_flight)
    others = [request() for _ in range(8)]
    others[0].step.slots.extend([0, 1])
    others[1].step.views.SetInParent()
    others[2].step.actions.shape[:] = [6]
    others[3].step.actions.dtype = types_pb2.DATA_TYPE_INT64
    others[4].step.actions.codec = types_pb2.CODEC_ZLIB
    others[5].step.actions.data = others[5].step.actions.data[:-1]
    others[6].session.id = "x"
    others[7].ClearField("seq")
    for other in (*others, play_pb2.PlayRequest(), play_pb2.PlayRequest(seq=1, ping=play_pb2.Ping())):
        assert lane.split(other.SerializeToString()) is None


def test_what_stands_before_a_step_is_not_lost(caller: Caller) -> None:
    """Two bodies in one message: the last of a oneof counts, and fields of a body given twice are merged."""
    played = caller.open(slots=2, views=("mask",))
    played.reset([1, 2])
    played.step()
    first = play_pb2.PlayRequest(step=play_pb2.Step(slots=[1, 0])).SerializeToString()
    call = caller.channel.stream_stream("/garrison.v1.Environment/Play")
    named = play_pb2.PlayRequest(session=played.ref, seq=50, ping=play_pb2.Ping()).SerializeToString()
    answers = list(call(iter([named, first + request(51).SerializeToString()]), timeout=60))
    assert list(play_pb2.PlayResponse.FromString(answers[1]).outcome.slots) == [1, 0]


def test_the_lane_steps_nothing_where_a_slot_cannot_simply_be_stepped() -> None:
    session = session_of(slots=2, views=("mask",), max_ticks=16)
    lane, actions = Express(session), memoryview(np.tile(np.array([[0.0, 0.0, 6.0]]), (2, 1)).tobytes())
    session.reset([0], [1])
    assert lane.answer(1, actions) is None
    session.reset([1], [2])
    assert lane.answer(1, actions) is not None
    assert lane.answer(2, actions) is None  # both are over
    assert session.batch.tell(session.all_rows).steps.tolist() == [1, 1]


@given(st.integers(0, 2**64 - 1), st.integers(1, 300))
def test_the_template_writes_what_protobuf_reads(seq: int, n: int) -> None:
    columns = {"hashes": np.arange(n, dtype=np.uint64), "codes": np.zeros(n, np.int16), "rewards": np.linspace(0, 1, n)}
    views = {"a": np.arange(n * 6, dtype=np.float32).reshape(n, 2, 3), "b": np.ones((n, 200), np.uint8)}
    response = play_pb2.PlayResponse.FromString(OutcomeTemplate(columns, views).response(seq))
    assert (
        response.seq == seq
        and response.outcome.hashes == columns["hashes"].tobytes()
        and response.outcome.rewards == columns["rewards"].tobytes()
    )
    assert [view.name for view in response.outcome.views] == ["a", "b"]
    for view, array in zip(response.outcome.views, views.values(), strict=True):
        assert np.array_equal(codec.unpack_tensor(view.tensor, "x"), array)


def test_varints_are_protobufs_own() -> None:
    assert [varint(value) for value in (0, 127, 128, 300)] == [b"\0", b"\x7f", b"\x80\x01", b"\xac\x02"]
