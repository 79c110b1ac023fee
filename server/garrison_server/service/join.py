"""Join: the stream of one who has taken a seat. What it says is heard in one thread, what it is told is sent from another."""

import threading
from typing import Any, Final

import grpc

from garrison_proto.codec import unpack_selection, unpack_tensor
from garrison_proto.seat_codec import pack_seated, pack_seats, pack_turn
from garrison_proto.specs import CODECS
from garrison_proto.v1 import seats_pb2 as pb
from garrison_server.leases import Lease
from garrison_server.refusal import FieldError, NotJoinableError, RefusalError
from garrison_server.registry import Registry
from garrison_server.seats import Place, Seats
from garrison_server.service.status import refusal_of, status_of
from garrison_server.service.streams import Requests, Send, Stream

LOOKS_S: Final = 5.0  # between two looks whether anybody is still there


def seats_of(lease: Lease) -> Seats:
    """A session's seats. Raises NotJoinableError."""
    if lease.seats is None:
        raise NotJoinableError(f"session {lease.id}: it was not opened joinable, so it has no seats")
    return lease.seats


def list_seats(registry: Registry, request: pb.SeatsRequest) -> pb.SeatsResponse:
    """Who sits where."""
    lease = registry.find(request.session.id, request.session.token)
    seats = seats_of(lease)
    lease.renew()
    return pack_seats(lease.peek(lambda session: seats.states(lease.taken)))


class JoinStream(Stream):
    """One seat's stream, the holder of the seat."""

    def __init__(self, registry: Registry, requests: Requests, context: grpc.ServicerContext, send: Send) -> None:
        super().__init__(context, send)
        self._registry, self._requests = registry, requests
        self._lease: Lease | None = None
        self._place: Place = (0, 0)
        self._views: tuple[str, ...] | None = None
        self._shown = 0  # the turn sent last
        self._asked = False  # for it once more

    def serve(self) -> None:
        for data in self._requests:
            if self.over:
                return
            request = pb.JoinRequest.FromString(data)
            lease, kind = self._lease, request.WhichOneof("request")
            if lease is None:
                self._sit(request)
            elif kind == "act":
                self._act(lease, request.act)
            elif kind == "stay":
                lease.renew()
            else:
                self._refuse(FieldError(kind or "request", "it once more" if kind else "nothing", "act or stay"))

    def _sit(self, request: pb.JoinRequest) -> None:
        """The first message takes the seat."""
        if not request.HasField("sit"):
            raise FieldError("sit", "nothing", "a session's id and a seat's token, in the first message of the stream")
        lease = self._registry.find_joinable(request.sit.session_id)
        seats = seats_of(lease)
        place, views = seats.place(request.sit.seat_token), unpack_selection(request.sit)
        seated = lease.use(lambda session: seats.sit(place, views))
        self._lease, self._place, self._views = lease, place, views
        lease.take(place, self)
        self.send(pb.JoinResponse(seated=pack_seated(seated)).SerializeToString())
        if self.context.add_callback(self._wake):
            threading.Thread(target=self._tell, args=(lease,), name="garrison-seat", daemon=True).start()

    def _act(self, lease: Lease, act: pb.Act) -> None:
        seats = seats_of(lease)

        def work(session: Any) -> bool:
            if not act.HasField("action"):
                raise FieldError("action", "nothing", "this seat's action")
            fresh = seats.act(self._place, act.turn, unpack_tensor(act.action, "action"), act.message)
            seats.play(self._place[0])
            return fresh

        try:
            self._asked = not self._used(lease, work) or self._asked
        except Exception as error:
            refusal = refusal_of(error)
            if refusal is None or lease.ended is not None:
                raise
            self._refuse(refusal, "act.")
        if self._asked:
            self._wake()

    def _refuse(self, refusal: RefusalError, prefix: str = "") -> None:
        self.send(pb.JoinResponse(error=status_of(refusal, prefix)).SerializeToString())

    def _tell(self, lease: Lease) -> None:
        """Sends the slot's latest turn whenever it has changed, and plays rounds whose deadline has come."""
        seats = seats_of(lease)
        try:
            with lease.watching():
                while not self.over and self.context.is_active():
                    with lease.changed:
                        if not self._news(lease) and seats.left_s(self._place[0]) > 0 and lease.ended is None and not self.over:
                            lease.changed.wait(min(LOOKS_S, seats.left_s(self._place[0])))
                    if seats.left_s(self._place[0]) <= 0:
                        self._used(lease, lambda session: seats.play(self._place[0]))
                    if self._news(lease):
                        self._send_turn(lease, seats)
        except Exception as error:
            self.end(refusal_of(error) or RefusalError(f"the seat's stream broke ({type(error).__name__})"))

    def _news(self, lease: Lease) -> bool:
        return self._asked or lease.session.changes(self._place[0]) != self._shown

    def _send_turn(self, lease: Lease, seats: Seats) -> None:
        self._asked = False
        turn = lease.peek(lambda session: seats.turn(self._place, self._views))
        if turn is not None:
            self._shown = turn.number
            message = pb.JoinResponse(turn=pack_turn(turn, CODECS[lease.options.codec]))
            self.send(message.SerializeToString())

    def _used(self, lease: Lease, work: Any) -> Any:
        """What breaks while a round is played closes the session, as in a step."""
        try:
            return lease.use(work)
        except Exception as error:
            if refusal_of(error) is not None:
                raise
            raise self._registry.crash(lease, error) from error

    def _wake(self) -> None:
        if self._lease is not None:
            with self._lease.changed:
                self._lease.changed.notify_all()

    def closed(self) -> None:
        if self._lease is not None:
            self._lease.leave(self._place, self)
            self._wake()
