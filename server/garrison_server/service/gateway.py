"""AgentGateway on the wire: Brief, Say, SayAll and Transcript, through the registry's leases and under the session's seqs."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

from google.protobuf.message import Message

from garrison_proto import talk_codec as codec
from garrison_proto.specs import CODECS
from garrison_proto.talk import Transcript
from garrison_proto.v1 import gateway_pb2 as pb
from garrison_server.gateway.conversations import Conversations
from garrison_server.leases import Lease
from garrison_server.refusal import FieldError, PlayedBySeatsError, RefusalError
from garrison_server.registry import Registry
from garrison_server.service.status import LONGEST, AnsweredError, refusal_of, status_of
from garrison_server.session import Session

SAY, SAY_ALL = "say", "say_all"  # what a lease keeps answers under, beside the kinds of Play
PAGE: Final = 64  # entries of a transcript at a time
Answer = TypeVar("Answer", bound=Message)


def brief(registry: Registry, request: pb.BriefRequest) -> pb.BriefResponse:
    lease = registry.find(request.session.id, request.session.token)
    lease.renew()
    options = codec.unpack_brief_request(request)
    return codec.pack_brief(lease.peek(lambda session: conversations(lease, session).brief(request.slot, options)))


def say(registry: Registry, request: pb.SayRequest) -> pb.SayResponse:
    def heard(lease: Lease, session: Session) -> pb.SayResponse:
        said = conversations(lease, session).say(request.slot, codec.unpack_saying(request))
        return codec.pack_said(said, request.seq, session.total, CODECS[session.options.codec])

    return _once(registry, request, SAY, heard, pb.SayResponse)


def say_all(registry: Registry, request: pb.SayAllRequest) -> pb.SayAllResponse:
    def heard(lease: Lease, session: Session) -> pb.SayAllResponse:
        sayings = [codec.unpack_saying(one) for one in request.sayings]
        said = conversations(lease, session).say_all([one.slot for one in request.sayings], sayings)
        packing = CODECS[session.options.codec]
        return pb.SayAllResponse(seq=request.seq, said=[codec.pack_said(one, 0, session.total, packing) for one in said])

    return _once(registry, request, SAY_ALL, heard, pb.SayAllResponse)


def _once(registry: Registry, request: Any, kind: str, heard: Callable[[Lease, Session], Message], answer: type[Answer]) -> Answer:
    """The answer to a request of that kind; when its seq was answered before, the same again."""
    lease = registry.find(request.session.id, request.session.token)

    def work(session: Session) -> tuple[str, tuple[bytes, Any]]:
        try:
            return kind, (heard(lease, session).SerializeToString(), None)
        except Exception as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            return kind, (b"", status_of(refusal, longest=LONGEST))

    try:
        found, kept = lease.once(request.seq, 0, work)
    except RefusalError:
        raise
    except Exception as error:
        raise registry.crash(lease, error) from error
    if found != kind:
        raise FieldError("seq", f"{request.seq} with {kind}", f"{request.seq} with {found} again, or a greater seq")
    data, status = kept
    if status is not None:
        raise AnsweredError(status)
    told: Answer = answer()
    told.ParseFromString(data)
    return told


def transcript(registry: Registry, request: pb.TranscriptRequest) -> pb.TranscriptResponse:
    """As many entries as half a message holds, at least one where there is one."""
    lease = registry.find(request.session.id, request.session.token)
    lease.renew()
    room, response = registry.limits.max_message_bytes // 2, pb.TranscriptResponse()
    while True:
        first = request.first + len(response.entries)
        told = lease.peek(partial(_page, lease, request.slot, first))
        page = codec.pack_transcript(told, lease.session.total)
        response.counts.CopyFrom(page.counts)
        response.total = page.total
        response.options.CopyFrom(page.options)
        for entry in page.entries:
            room -= entry.ByteSize()
            if room < 0 and response.entries:
                return response
            response.entries.append(entry)
        if len(page.entries) < PAGE:
            return response


def _page(lease: Lease, slot: int, first: int, session: Session) -> Transcript:
    return conversations(lease, session).transcript(slot, first, PAGE)


def conversations(lease: Lease, session: Session) -> Conversations:
    """The session's conversations, made when one is first asked for."""
    if session.options.joinable:
        raise PlayedBySeatsError("the session was opened joinable: its seats play it, each by Join with its own token")
    if lease.conversations is None:
        lease.conversations = Conversations(session)
    made: Conversations = lease.conversations
    return made


METHODS: Final[dict[str, tuple[Any, Callable[[Registry, Any], Message]]]] = {
    "Brief": (pb.BriefRequest, brief), "Say": (pb.SayRequest, say), "SayAll": (pb.SayAllRequest, say_all),
    "Transcript": (pb.TranscriptRequest, transcript),
}  # fmt: skip
