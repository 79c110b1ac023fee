"""Leases: who may use a session, for how long, and which of its answers are kept so that no request runs twice.

Knows nothing of the wire. A lease is used by one caller at a time; the registry closes it when nobody used it for its
time. Whoever holds a stream on a session registers as its holder, so as to be told when the session goes.
"""

import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, Protocol

from garrison_proto.records import Opened, OpenOptions
from garrison_server.refusal import FieldError, ForeignSessionError, RefusalError, SessionUnknownError, StaleSeqError, TakeoverError
from garrison_server.seats import Place, Seats
from garrison_server.session import Session

MAX_IN_FLIGHT: Final = 16


class Holder(Protocol):
    """A stream on a session."""

    def end(self, why: RefusalError) -> None:
        """Ends the stream, telling its reader why. Called from any thread, without the session's lock."""


class Lease:
    """One session and its user's rights. `work` runs under the session's lock."""

    def __init__(self, session: Session, options: OpenOptions, lease_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self.session, self.options, self.lease_s = session, options, lease_s
        self.id = options.session_id
        self.token = secrets.token_urlsafe(24)
        self.last_seq = 0
        self.changed = threading.Condition(threading.Lock())
        self._now = now
        self.last_used_s = now()
        self.ended: RefusalError | None = None
        self.seats = Seats(session, now) if options.joinable else None
        self.lane: Any = None  # the wire's own short cut for this session, if it has one
        self.conversations: Any = None  # with language models, once there is one
        self._lock = threading.Lock()
        self._rights = threading.Lock()  # for the holder alone, so that a takeover need not wait for a step
        self._holder: Holder | None = None
        self._sitting: dict[Place, Holder] = {}
        self._kept: dict[int, Any] = {}  # answers by seq, the oldest first
        self._watchers = 0

    @property
    def opened(self) -> Opened:
        """What the open answered."""
        tokens = self.seats.tokens if self.seats else ()
        return replace(self.session.opened, session_id=self.id, resume_token=self.token, lease_s=self.lease_s, seat_tokens=tokens)

    def check_token(self, token: str) -> None:
        """Raises ForeignSessionError."""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            came = "no token" if not token else "a wrong token"
            raise ForeignSessionError(f"session {self.id}: came {came}, wanted the resume token that its open answered",
                                      field="session.token", came=came, wanted="the resume token that the open answered")  # fmt: skip

    def renew(self) -> None:
        """The lease's time begins anew."""
        self.last_used_s = self._now()

    def left_s(self) -> float:
        """Seconds until the lease is over; a session that is being used just now has all of them."""
        return self.lease_s if self._lock.locked() else self.last_used_s + self.lease_s - self._now()

    def once(self, seq: int, in_flight: int, work: Callable[[Session], Any]) -> Any:
        """The answer to request `seq`: of `work`, or, when that seq was answered before, the one kept. Raises StaleSeqError."""
        if not 1 <= seq < 1 << 64:
            raise FieldError("seq", seq, "1 to 2^64 - 1, greater than the last")
        if not 0 <= in_flight <= MAX_IN_FLIGHT:
            raise FieldError("in_flight", in_flight, f"0 to {MAX_IN_FLIGHT}")
        with self._lock:
            self._require_alive()
            if seq <= self.last_seq:
                if seq in self._kept:
                    self.renew()
                    return self._kept[seq]
                wanted = f"more than {self.last_seq}: that request was answered, and its answer is no longer kept"
                raise StaleSeqError(f"seq: came {seq}, wanted {wanted}", field="seq", came=seq, wanted=wanted,
                                    metadata={"last_seq": self.last_seq})  # fmt: skip
            answer = work(self.session)
            self.last_seq = seq
            if in_flight:
                self._kept[seq] = answer
                for old in list(self._kept)[: -in_flight - 1]:
                    del self._kept[old]
            else:
                self._kept = {seq: answer}
            self.last_used_s = self._now()
        self._notify()
        return answer

    def use(self, work: Callable[[Session], Any]) -> Any:
        """What `work` does with the session for one of its seats, which have no seqs; renews the lease."""
        with self._lock:
            self._require_alive()
            done = work(self.session)
            self.last_used_s = self._now()
        self._notify()
        return done

    def _notify(self) -> None:
        if self._watchers:
            with self.changed:
                self.changed.notify_all()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While it lasts, `changed` is notified after every request."""
        with self.changed:
            self._watchers += 1
        try:
            yield
        finally:
            with self.changed:
                self._watchers -= 1

    def peek(self, work: Callable[[Session], Any]) -> Any:
        """What `work` reads of the session, without using a seq or renewing the lease."""
        with self._lock:
            self._require_alive()
            return work(self.session)

    def hold(self, holder: Holder) -> None:
        """`holder` takes the session over; the one before it is ended."""
        with self._rights:
            before, self._holder = self._holder, holder
            ended = self.ended
        if before is not None and before is not holder:
            before.end(self._taken())
        if ended is not None:
            holder.end(ended)

    def evict(self) -> None:
        """Ends the holder, whoever it is."""
        with self._rights:
            before, self._holder = self._holder, None
        if before is not None:
            before.end(self._taken())

    def release(self, holder: Holder) -> None:
        """`holder` is gone by itself."""
        with self._rights:
            if self._holder is holder:
                self._holder = None

    def take(self, place: Place, holder: Holder) -> None:
        """`holder` takes a seat; the one who sat there is ended."""
        with self._rights:
            before, ended = self._sitting.get(place), self.ended
            self._sitting[place] = holder
        if before is not None:
            before.end(TakeoverError(f"session {self.id}: a newer connection has taken seat {place[1]} of slot {place[0]}"))
        if ended is not None:
            holder.end(ended)

    def leave(self, place: Place, holder: Holder) -> None:
        """`holder` is gone; the seat is free, unless another one has taken it."""
        with self._rights:
            if self._sitting.get(place) is holder:
                del self._sitting[place]

    def taken(self, place: Place) -> bool:
        """Whether somebody sits there."""
        return place in self._sitting

    def held_by(self, holder: Holder) -> bool:
        """Whether nobody has taken over since, and the session lives."""
        return self._holder is holder

    def why_lost(self) -> RefusalError:
        """What to tell a holder that holds no more."""
        return self.ended or self._taken()

    def _taken(self) -> TakeoverError:
        return TakeoverError(f"session {self.id}: a newer connection has taken it over")

    def end(self, why: RefusalError) -> None:
        """No request runs any more; the holder and the watchers are told why. The registry frees the slots."""
        with self._rights:
            if self.ended is not None:
                return
            self.ended = why
            holders = [*filter(None, [self._holder]), *self._sitting.values()]
            self._holder = None
        for holder in holders:
            holder.end(why)
        with self.changed:
            self.changed.notify_all()

    def _require_alive(self) -> None:
        if self.ended is not None:
            raise self.ended


def gone(session_id: str) -> SessionUnknownError:
    """The refusal for a session that is not there."""
    wanted = "an open session's: it may have been closed, or its lease may be over"
    return SessionUnknownError(
        f"session: came {session_id[:80]!r}, wanted {wanted}", field="session.id", came=repr(session_id[:80]), wanted=wanted
    )
