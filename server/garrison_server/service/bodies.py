"""The bodies of requests (reset, step, ...) run on a session, and their answers, written into a PlayResponse."""

from collections.abc import Callable
from typing import Any, Final

from garrison_proto.codec import pack_outcome, unpack_selection, unpack_slots, unpack_tensor
from garrison_proto.records import Outcome
from garrison_proto.specs import CODECS
from garrison_proto.v1 import play_pb2 as pb
from garrison_server.leases import Lease
from garrison_server.refusal import FieldError, MessageSizeError, NotServedError, RefusalError
from garrison_server.registry import Registry
from garrison_server.service.status import refusal_of, status_of
from garrison_server.session import Session


def _reset(session: Session, body: pb.Reset, response: pb.PlayResponse) -> None:
    slots = unpack_slots(body.slots, session.total)
    _answer(session, session.reset(slots, list(body.seeds), unpack_selection(body)), response)


def _step(session: Session, body: pb.Step, response: pb.PlayResponse) -> None:
    if not body.HasField("actions"):
        raise FieldError("actions", "nothing", "a tensor with a row per slot")
    slots = unpack_slots(body.slots, session.total)
    _answer(session, session.step(slots, unpack_tensor(body.actions, "actions"), unpack_selection(body)), response)


def _snapshot(session: Session, body: pb.Snapshot, response: pb.PlayResponse) -> None:
    response.snapshots.snapshots.extend(session.snapshot(unpack_slots(body.slots, session.total)))


def _restore(session: Session, body: pb.Restore, response: pb.PlayResponse) -> None:
    slots = unpack_slots(body.slots, session.total)
    _answer(session, session.restore(slots, body.snapshots, unpack_selection(body)), response)


def _fork(session: Session, body: pb.Fork, response: pb.PlayResponse) -> None:
    _answer(session, session.fork(body.source, list(body.targets), unpack_selection(body)), response)


def _render(session: Session, body: pb.Render, response: pb.PlayResponse) -> None:
    raise NotServedError("render: pictures come with a later version, and so does the view pixels:SIZE")


def _ping(session: Session, body: pb.Ping, response: pb.PlayResponse) -> None:
    response.pong.payload = body.payload
    response.pong.SetInParent()  # an empty payload comes back too


def _answer(session: Session, outcome: Outcome, response: pb.PlayResponse) -> None:
    pack_outcome(outcome, session.total, CODECS[session.options.codec], response.outcome)


BODIES: Final[dict[str, Callable[[Session, Any, pb.PlayResponse], None]]] = {
    "reset": _reset, "step": _step, "snapshot": _snapshot, "restore": _restore, "fork": _fork, "render": _render, "ping": _ping
}  # fmt: skip


def answer(registry: Registry, lease: Lease, seq: int, in_flight: int, kind: str, body: Any) -> bytes:
    """The PlayResponse to one request, as bytes: run now, or kept from the first time. A refusal is an answer too.

    What is not the request's fault closes the session and raises SessionCrashError.
    """
    try:
        before, data = lease.once(seq, in_flight, lambda session: (kind, _run(session, seq, kind, body, registry.limits.max_message_bytes)))
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
        response = pb.PlayResponse(seq=seq)
        BODIES[kind](session, body, response)
        data: bytes = response.SerializeToString()
        if len(data) > largest:
            raise MessageSizeError(f"the answer has {len(data)} bytes, a message at most {largest}: name fewer slots or views")
        return data
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        return refused(seq, refusal, f"{kind}.")


def refused(seq: int, refusal: RefusalError, prefix: str = "") -> bytes:
    """A refusal as a PlayResponse."""
    return bytes(pb.PlayResponse(seq=seq, error=status_of(refusal, prefix)).SerializeToString())
