"""Play: the stream that a client plays through. Requests are run in order; a refused one does not end the stream."""

import grpc

from garrison_proto.v1 import play_pb2 as pb
from garrison_server.leases import Lease
from garrison_server.refusal import FieldError
from garrison_server.registry import Registry
from garrison_server.service.bodies import BODIES, answer, answer_express, refused
from garrison_server.service.streams import Requests, Send, Stream
from garrison_server.service.turns import Turns


class PlayStream(Stream):
    """One client's stream, the holder of its session."""

    def __init__(self, registry: Registry, requests: Requests, context: grpc.ServicerContext, send: Send) -> None:
        super().__init__(context, send)
        self._registry, self._requests = registry, requests
        self._turns = Turns.of(context)
        self._lease: Lease | None = None

    def serve(self) -> None:
        data = next(self._requests, None)
        while data is not None and not self.over:
            lease = self._lease
            quick = answer_express(self._registry, lease, data) if lease is not None and lease.held_by(self) else None
            data = self._turn(quick or self._answer(data))

    def _turn(self, answer: bytes) -> bytes | None:
        """Sends an answer and waits for the next request; None: the client has no more."""
        turns = self._turns
        if turns is not None:
            with self._sending:
                begun = not self.over and turns.begin(answer)
            if begun:
                return turns.request()
        self.send(answer)
        return next(self._requests, None)

    def _answer(self, data: bytes) -> bytes:
        request = pb.PlayRequest.FromString(data)
        lease = self._lease or self._begin(request)
        if not lease.held_by(self):
            raise lease.why_lost()
        kind = request.WhichOneof("request")
        if self._names_another(request, lease):
            return refused(request.seq, FieldError("session", "another session's", "nothing: a stream plays one session"))
        if kind is None:
            return refused(request.seq, FieldError("request", "nothing", f"one of {', '.join(BODIES)}"))
        return answer(self._registry, lease, request.seq, request.in_flight, kind, getattr(request, kind))

    def _begin(self, request: pb.PlayRequest) -> Lease:
        """The first message names the session, and takes it over."""
        if not request.HasField("session"):
            raise FieldError("session", "nothing", "the session's id and token, on the first message of the stream")
        lease = self._registry.find(request.session.id, request.session.token)
        self._lease = lease
        lease.hold(self)
        lease.renew()
        return lease

    def _names_another(self, request: pb.PlayRequest, lease: Lease) -> bool:
        return request.HasField("session") and (request.session.id.lower() != lease.id or request.session.token != lease.token)

    def closed(self) -> None:
        if self._lease is not None:
            self._lease.release(self)
