"""The bodies of requests (reset, step, ...) run on a session, and their answers, written into a PlayResponse."""

from collections.abc import Callable
from typing import Any, Final, Literal

from garrison_proto.codec import pack_outcome, pack_tensor, unpack_selection, unpack_slots, unpack_tensor
from garrison_proto.records import Outcome
from garrison_proto.specs import CODECS
from garrison_proto.v1 import play_pb2 as pb
from garrison_proto.v1 import types_pb2
from garrison_server.express import Express
from garrison_server.leases import Lease
from garrison_server.refusal import FieldError, MessageSizeError, PlayedBySeatsError, RefusalError
from garrison_server.registry import Registry
from garrison_server.rendering import png_of, render
from garrison_server.service.status import refusal_of, status_of
from garrison_server.session import Session

DEFAULT_SIZE: Final = 512  # pixels a side of a frame, where a render names none


def _reset(session: Session, body: pb.Reset, response: pb.PlayResponse) -> None:
    _answer(session, session.reset(_slots(session, body), list(body.seeds), unpack_selection(body)), response)


def _step(session: Session, body: pb.Step, response: pb.PlayResponse) -> None:
    if session.options.joinable:
        raise PlayedBySeatsError("the session was opened joinable: its seats play it, each by Join with its own token")
    if not body.HasField("actions"):
        raise FieldError("actions", "nothing", "a tensor with a row per slot")
    actions = unpack_tensor(body.actions, "actions")
    _answer(session, session.step(_slots(session, body), actions, unpack_selection(body), messages=list(body.messages)), response)


def _snapshot(session: Session, body: pb.Snapshot, response: pb.PlayResponse) -> None:
    response.snapshots.snapshots.extend(session.snapshot(_slots(session, body)))


def _restore(session: Session, body: pb.Restore, response: pb.PlayResponse) -> None:
    _answer(session, session.restore(_slots(session, body), body.snapshots, unpack_selection(body)), response)


def _fork(session: Session, body: pb.Fork, response: pb.PlayResponse) -> None:
    _answer(session, session.fork(body.source, list(body.targets), unpack_selection(body)), response)


def _render(session: Session, body: pb.Render, response: pb.PlayResponse) -> None:
    frames = render(session, _slots(session, body), body.size or DEFAULT_SIZE, body.bare, body.seat)
    if body.codec == types_pb2.CODEC_PNG:
        for frame in frames:
            response.frames.frames.add(data=png_of(frame), dtype=types_pb2.DATA_TYPE_UINT8, shape=frame.shape, codec=body.codec)
    elif body.codec in (types_pb2.CODEC_UNSPECIFIED, types_pb2.CODEC_RAW, types_pb2.CODEC_ZLIB):
        response.frames.frames.extend(pack_tensor(frame, body.codec or types_pb2.CODEC_RAW) for frame in frames)
    else:
        raise FieldError("codec", body.codec, "CODEC_RAW, CODEC_ZLIB or CODEC_PNG")


def _ping(session: Session, body: pb.Ping, response: pb.PlayResponse) -> None:
    response.pong.payload = body.payload
    response.pong.SetInParent()  # an empty payload comes back too


def _slots(session: Session, body: Any) -> Any:
    return unpack_slots(body.slots, session.total) if body.slots else session.all_rows


def _answer(session: Session, outcome: Outcome, response: pb.PlayResponse) -> None:
    pack_outcome(outcome, session.total, CODECS[session.options.codec], response.outcome)


BODIES: Final[dict[str, Callable[[Session, Any, pb.PlayResponse], None]]] = {
    "reset": _reset, "step": _step, "snapshot": _snapshot, "restore": _restore, "fork": _fork, "render": _render, "ping": _ping
}  # fmt: skip


SHOWING: Final = ("reset", "step", "restore", "fork", "render")  # answered by arrays


def answer(registry: Registry, lease: Lease, seq: int, in_flight: int, kind: str, body: Any) -> bytes:
    """The PlayResponse to one request, as bytes: run now, or kept from the first time. A refusal is an answer too.

    What is not the request's fault closes the session and raises SessionCrashError.
    """
    return _once(registry, lease, seq, in_flight, kind, lambda session: _run(session, seq, kind, body, registry.limits.max_message_bytes))


def answer_express(registry: Registry, lease: Lease, data: bytes) -> bytes | None:
    """The PlayResponse to a PlayRequest's bytes by the express lane; None where it does not lead."""
    lane: Express | Literal[False] | None = lease.lane
    if lane is None:
        lane = lease.lane = Express(lease.session) if Express.suits(lease.session, registry.limits.max_message_bytes) else False
    parts = lane.split(data) if lane else None
    if not lane or parts is None:
        return None
    seq, in_flight, actions = parts

    def work(session: Session) -> bytes:
        done = lane.answer(seq, actions)
        if done is None:
            return _run(session, seq, "step", pb.PlayRequest.FromString(data).step, registry.limits.max_message_bytes)
        return done

    return _once(registry, lease, seq, in_flight, "step", work)


def _once(registry: Registry, lease: Lease, seq: int, in_flight: int, kind: str, work: Callable[[Session], bytes]) -> bytes:
    try:
        before, data = lease.once(seq, in_flight, lambda session: (kind, work(session)))
    except RefusalError as refusal:
        if lease.ended is not None:
            raise
        return refused(seq, refusal)
    except Exception as error:
        raise registry.crash(lease, error) from error
    if before != kind:
        return refused(seq, FieldError("seq", f"{seq} with {kind}", f"{seq} with {before} again, or a greater seq"))
    return bytes(data)


def _run(session: Session, seq: int, kind: str, body: Any, largest: int) -> bytes:
    try:
        _check_size(session, kind, body, largest)
        response = pb.PlayResponse(seq=seq)
        BODIES[kind](session, body, response)
        data = bytes(response.SerializeToString())
        if len(data) > largest:
            raise _too_large(len(data), largest)
        return data
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        return refused(seq, refusal, f"{kind}.")


def _check_size(session: Session, kind: str, body: Any, largest: int) -> None:
    """Refuses, before anything is run, what would be answered by more arrays than a message holds."""
    if kind not in SHOWING:
        return
    rows = len(body.targets if kind == "fork" else body.slots) or session.total
    size = rows * ((body.size or DEFAULT_SIZE) ** 2 * 3 if kind == "render" else session.row_bytes(unpack_selection(body)))
    if size > largest:
        raise _too_large(size, largest)


def _too_large(size: int, largest: int) -> MessageSizeError:
    return MessageSizeError(f"the answer has {size} bytes, a message at most {largest}: name fewer slots or views")


def refused(seq: int, refusal: RefusalError, prefix: str = "") -> bytes:
    """A refusal as a PlayResponse."""
    return bytes(pb.PlayResponse(seq=seq, error=status_of(refusal, prefix)).SerializeToString())
