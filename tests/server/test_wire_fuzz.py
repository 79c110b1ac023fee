"""Anything may come over the wire: the answer is a status, the server lives, and other sessions go on."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from compliance.caller import DEADLINE_S, Caller, Played, Refused, Stream
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import gateway_pb2, play_pb2, types_pb2
from garrison_server.service.gateway import METHODS as GATEWAY
from garrison_server.service.host import Host
from garrison_server.service.unary import METHODS as METHODS_OF_THE_SERVER

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
METHODS = tuple(sorted({*METHODS_OF_THE_SERVER, *GATEWAY} - {"Play", "Watch"}))
slots = st.lists(st.integers(0, 4) | st.just(2**32 - 1), max_size=5)
shapes = st.lists(st.integers(0, 4), max_size=3)
tensors = st.builds(types_pb2.Tensor, data=st.binary(max_size=80), dtype=st.integers(0, 9), shape=shapes, codec=st.integers(0, 3))
bodies = st.one_of(
    st.builds(play_pb2.Reset, slots=slots, seeds=st.lists(st.integers(0, 2**64 - 1), max_size=4)).map(lambda body: ("reset", body)),
    st.builds(play_pb2.Step, slots=slots, actions=tensors).map(lambda body: ("step", body)),
    st.builds(play_pb2.Snapshot, slots=slots).map(lambda body: ("snapshot", body)),
    st.builds(play_pb2.Restore, slots=slots, snapshots=st.lists(st.binary(max_size=60), max_size=3)).map(lambda body: ("restore", body)),
    st.builds(play_pb2.Fork, source=st.integers(0, 9), targets=slots).map(lambda body: ("fork", body)),
    st.builds(play_pb2.Render, slots=slots, size=st.sampled_from([0, 16, 513]), codec=st.integers(-3, 9)).map(lambda b: ("render", b)),
    st.builds(play_pb2.Ping, payload=st.binary(max_size=9)).map(lambda body: ("ping", body)),
)
names = st.text(max_size=9)
openings = st.builds(
    env.OpenRequest,
    session_id=st.uuids().map(str),
    levels=st.lists(st.sampled_from(["garrison-1", "generated:1:1", "x"]), max_size=2),
    level_documents=st.lists(st.binary(max_size=40), max_size=1),
    slots=st.integers(0, 70),
    views=st.lists(names, max_size=2),
    seeds=st.lists(st.integers(0, 2**64 - 1), max_size=3),
    action_space=names,
    autoreset=st.integers(-3, 9),
    ticks_per_step=st.integers(0, 2**32 - 1),
    max_ticks=st.integers(0, 2**64 - 1),
    lease_s=st.floats(),
    digits=st.integers(0, 2**32 - 1),
    tensor_codec=st.integers(-3, 9),
)
REFUSALS = {"INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION", "ABORTED", "UNIMPLEMENTED", "RESOURCE_EXHAUSTED", "PERMISSION_DENIED"}


@pytest.fixture
def witness(caller: Caller) -> Played:
    """Somebody else's session, which must not notice anything."""
    played = caller.open()
    played.reset([1])
    return played


@FUZZ
@given(st.sampled_from(METHODS), st.binary(max_size=120))
def test_any_bytes_to_any_method_end_in_an_answer_or_a_refusal(caller: Caller, witness: Played, method: str, data: bytes) -> None:
    service = "AgentGateway" if method in GATEWAY else "Environment"
    call = caller.channel.unary_unary(f"/garrison.v1.{service}/{method}")
    assert code_of(lambda: call(data, timeout=DEADLINE_S)) in REFUSALS | {"OK"}
    witness.ask("ping", play_pb2.Ping())


@FUZZ
@given(st.lists(bodies, min_size=1, max_size=6), st.lists(st.integers(0, 9), min_size=6, max_size=6), st.integers(0, 20))
def test_any_requests_on_a_stream_are_answered_one_by_one(
    caller: Caller, witness: Played, requests: list[tuple[str, Any]], seqs: list[int], in_flight: int
) -> None:
    played = caller.open(slots=3)
    stream = Stream(played)
    for (kind, body), seq in zip(requests, seqs, strict=False):
        stream.send(play_pb2.PlayRequest(seq=seq, in_flight=in_flight, **{kind: body}))
        assert code_of(stream.receive) in REFUSALS | {"OK"}
    witness.ask("ping", play_pb2.Ping())
    played.close()


@FUZZ
@given(st.data())
def test_a_damaged_snapshot_is_refused_or_sound(caller: Caller, witness: Played, data: st.DataObject) -> None:
    whole = witness.snapshot()[0]
    blob = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        blob[data.draw(st.integers(0, len(blob) - 1))] ^= data.draw(st.integers(1, 255))
    assume(bytes(blob) != whole)
    assert code_of(lambda: witness.restore([bytes(blob)])) in {"INVALID_ARGUMENT", "FAILED_PRECONDITION"}
    assert witness.step().codes[0] == 0


@FUZZ
@given(st.lists(st.binary(max_size=60), min_size=1, max_size=3))
def test_any_bytes_on_a_stream_end_it_with_a_refusal(caller: Caller, witness: Played, messages: list[bytes]) -> None:
    call = caller.channel.stream_stream("/garrison.v1.Environment/Play")
    assert code_of(lambda: list(call(iter(messages), timeout=DEADLINE_S))) in REFUSALS
    witness.ask("ping", play_pb2.Ping())


@FUZZ
@given(openings)
def test_any_opening_is_answered_or_refused(caller: Caller, host: Host, opening: env.OpenRequest) -> None:
    try:
        opened = caller.call("Open", opening)
    except Refused as error:
        assert error.code in REFUSALS and (error.field or error.code == "RESOURCE_EXHAUSTED")
        return
    caller.call("Close", env.CloseRequest(session=types_pb2.SessionRef(id=opened.session_id, token=opened.resume_token)))
    assert host.registry.count() == (0, 0)


enums = st.integers(-1, 9)
settings_of_talk = st.none() | st.builds(
    gateway_pb2.ConversationOptions, style=enums, form=enums, track=enums, history=st.integers(0, 2**32 - 1), thoughts=st.booleans(),
    image_alone=st.booleans(),
    speed=st.floats(),
)  # fmt: skip
calls = st.builds(gateway_pb2.ToolCall, name=names, arguments_json=st.text(max_size=20))
replies = st.fixed_dictionaries({}, optional={"text": st.text()}) | st.fixed_dictionaries(
    {"tool_calls": st.builds(gateway_pb2.ToolCalls, calls=st.lists(calls, max_size=3))}
)
troubles = st.lists(st.builds(gateway_pb2.Trouble, kind=names, detail=names, seconds=st.floats()), max_size=2)


@FUZZ
@given(
    replies, settings_of_talk, troubles, st.integers(0, 2), st.integers(0, 5), st.integers(0, 1) | st.integers(0, 2**64 - 1), st.booleans()
)
def test_anything_may_be_said_and_the_session_goes_on(
    caller: Caller, witness: Played, reply: Any, options: Any, told: Any, slot: int, seq: int, omitted: int, asks_view: bool
) -> None:
    views = types_pb2.ViewSelection(names=["structured" if slot else "text"]) if asks_view else None
    request = gateway_pb2.SayRequest(session=witness.ref, seq=witness.seq + seq, slot=slot, omitted=omitted, options=options,
                                     troubles=told, views=views, **reply)  # fmt: skip
    assert code_of(lambda: caller.gateway.Say(request, timeout=DEADLINE_S)) in REFUSALS | {"OK"}
    witness.seq += seq
    several = gateway_pb2.SayAllRequest(session=witness.ref, seq=witness.seq + seq, sayings=[request] * (1 + slot))
    assert code_of(lambda: caller.gateway.SayAll(several, timeout=DEADLINE_S)) in REFUSALS | {"OK"}
    witness.seq += seq
    brief = gateway_pb2.BriefRequest(session=witness.ref, slot=slot, options=options, style=seq)
    assert code_of(lambda: caller.gateway.Brief(brief, timeout=DEADLINE_S)) in REFUSALS | {"OK"}
    transcript = caller.gateway.Transcript(gateway_pb2.TranscriptRequest(session=witness.ref, first=seq), timeout=DEADLINE_S)
    counts = transcript.counts
    failures = counts.unparseable + counts.out_of_schema + counts.illegal + counts.no_effect
    assert counts.replies == counts.acted + failures + counts.too_late
    witness.ask("ping", play_pb2.Ping())


def code_of(call: Any) -> str:
    """The name of the status that a call ends with."""
    import grpc

    try:
        call()
    except grpc.RpcError as error:
        return str(error.code().name)
    except Refused as error:
        return error.code
    return "OK"
