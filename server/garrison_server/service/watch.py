"""Watch: a stream that shows one slot to somebody who does not play."""

import time
from typing import Final

import grpc

from garrison_proto.codec import pack_outcome
from garrison_proto.records import Outcome
from garrison_proto.talk import Words
from garrison_proto.talk_codec import pack_words
from garrison_proto.v1 import environment_pb2 as pb
from garrison_server.leases import Lease
from garrison_server.refusal import FieldError, SessionUnknownError, SlotError
from garrison_server.registry import Registry
from garrison_server.service.streams import Send, Stream
from garrison_server.session import Session

DEFAULT_RATE: Final = 60.0  # states a second
USUAL: Final = {"commons": "commons"}  # the view of who names none; in all other modes: structured
HIGHEST_RATE: Final = 1000.0


class WatchStream(Stream):
    """Sends the slot's latest state whenever it changed and the reader is ready; what came meanwhile is dropped."""

    def __init__(self, registry: Registry, data: bytes, context: grpc.ServicerContext, send: Send) -> None:
        super().__init__(context, send)
        self._registry, self._data = registry, data

    def serve(self) -> None:
        request = pb.WatchRequest.FromString(self._data)
        lease = self._registry.find_watchable(request.session.id, request.session.token)
        if request.slot >= lease.session.total:
            raise SlotError("slot", request.slot, lease.session.total)
        if not 0 <= request.max_rate <= HIGHEST_RATE:
            raise FieldError("max_rate", request.max_rate, f"0 to {HIGHEST_RATE:g} states a second")
        views = tuple(request.views) or (USUAL.get(lease.options.mode, "structured"),)
        for name in views:
            lease.session.plan.view_spec(name)
        if not self.context.add_callback(lambda: self._wake(lease)):
            return
        with lease.watching():
            self._follow(lease, request.slot, views, 1 / (request.max_rate or DEFAULT_RATE))

    def _follow(self, lease: Lease, slot: int, views: tuple[str, ...], pause_s: float) -> None:
        shown = 0  # the slot's changes up to the last state sent
        while not self.over and self.context.is_active():
            changes = lease.session.changes(slot)
            if changes == shown:
                with lease.changed:
                    if lease.session.changes(slot) == shown and lease.ended is None and not self.over:
                        lease.changed.wait(5.0)
                if lease.ended is not None:
                    if isinstance(lease.ended, SessionUnknownError):
                        return  # closed in the ordinary way
                    raise lease.ended
                continue
            try:
                changes, outcome, words = lease.peek(lambda session: _looked(lease, session, slot, views))
            except SessionUnknownError:
                return  # closed since it changed
            dropped = max(changes - shown - 1, 0) if shown else 0
            opened = lease.session.opened
            message = pb.WatchResponse(outcome=pack_outcome(outcome, lease.session.total), dropped=dropped, session_id=lease.id,
                                       level=opened.levels[slot], words=words and pack_words(words), seats=opened.seats)  # fmt: skip
            self.send(message.SerializeToString())
            shown = changes
            time.sleep(pause_s)

    def _wake(self, lease: Lease) -> None:
        """The reader went away."""
        self.over = True
        with lease.changed:
            lease.changed.notify_all()


def _looked(lease: Lease, session: Session, slot: int, views: tuple[str, ...]) -> tuple[int, Outcome, Words | None]:
    words = None if lease.conversations is None else lease.conversations.words(slot)
    return session.changes(slot), session.look(slot, views), words
