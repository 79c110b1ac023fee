"""AgentGateway over gRPC, for one session: what is lost on the way is said again under its old seq, so nothing is played twice."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from garrison.errors import OptionError, ProtocolError, ServerError
from garrison_proto import talk_codec as codec
from garrison_proto.codec import CodecError
from garrison_proto.records import ViewSpec
from garrison_proto.talk import Brief, Entry, Said, Saying, TalkOptions, Transcript, Trouble
from garrison_proto.v1 import gateway_pb2, types_pb2

LOST: Final = ("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED")  # without the server's own reason: the way to it broke
WAIT_S: Final = 0.2  # before saying it again
Record = TypeVar("Record")


class RemoteTalk:
    """Conversations of one session on a server elsewhere."""

    def __init__(
        self, call: Callable[..., Any], ref: types_pb2.SessionRef, specs: Mapping[str, ViewSpec], total: int, resume_s: float
    ) -> None:  # fmt: skip
        self._call, self._ref, self._specs, self._total, self._resume_s = call, ref, specs, total, resume_s

    def brief(self, slot: int, options: TalkOptions | None) -> Brief:
        """The prompts as they stand."""
        request = _packed("options", lambda: gateway_pb2.BriefRequest(session=self._ref, slot=slot, options=codec.pack_options(options)))
        return _unpacked(codec.unpack_brief, self._call("Brief", request))

    def say(self, slot: int, saying: Saying, seq: int) -> Said:
        """Says it, again and again while the server cannot be reached; that time is none that the model took."""
        message = self._said("Say", [saying], lambda sayings: codec.pack_saying(sayings[0], self._ref, seq, slot))
        return _unpacked(lambda answer: codec.unpack_said(answer, self._total, self._specs), message)

    def say_all(self, slots: Sequence[int], sayings: Sequence[Saying], seq: int) -> list[Said]:
        """The same for several slots in one call."""

        def packed(sayings: Sequence[Saying]) -> gateway_pb2.SayAllRequest:
            every = [codec.pack_saying(saying, None, 0, slot) for slot, saying in zip(slots, sayings, strict=True)]
            return gateway_pb2.SayAllRequest(session=self._ref, seq=seq, sayings=every)

        message = self._said("SayAll", sayings, packed)
        return _unpacked(lambda answer: [codec.unpack_said(one, self._total, self._specs) for one in answer.said], message)

    def _said(self, method: str, sayings: Sequence[Saying], pack: Callable[[Sequence[Saying]], Any]) -> Any:
        """The answer to a call that says something, however often it takes."""
        began_s = time.monotonic()
        while True:
            try:
                return self._call(method, _packed("reply", partial(pack, sayings)))
            except ServerError as error:
                lost_s = time.monotonic() - began_s
                if error.reason or error.status not in LOST or lost_s >= self._resume_s:
                    raise
                sayings = [_troubled(saying, Trouble("network", f"said again: {error.status}", lost_s)) for saying in sayings]
                time.sleep(WAIT_S)

    def transcript(self, slot: int, first: int) -> Transcript:
        """All entries from `first` on, in as many calls as it takes."""
        entries: list[Entry] = []
        while True:
            number = first + len(entries)
            request = _packed("first", partial(gateway_pb2.TranscriptRequest, session=self._ref, slot=slot, first=number))
            page = _unpacked(lambda answer: codec.unpack_transcript(answer, self._total), self._call("Transcript", request))
            entries += page.entries
            if not page.entries or first + len(entries) >= page.total:
                return replace(page, entries=tuple(entries))


def _troubled(saying: Saying, trouble: Trouble) -> Saying:
    """With the trouble told, once of its kind."""
    return replace(saying, troubles=(*(known for known in saying.troubles if known.detail != trouble.detail), trouble))


def _packed(field: str, pack: Callable[[], Any]) -> Any:
    try:
        return pack()
    except (ValueError, TypeError) as error:
        raise OptionError(field, str(error), "values that the message can hold") from None


def _unpacked(unpack: Callable[[Any], Record], message: Any) -> Record:
    try:
        return unpack(message)
    except CodecError as error:
        raise ProtocolError(f"the server's answer is wrong: {error}", field=error.field, came=error.got, wanted=error.wanted) from error
