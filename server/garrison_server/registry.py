"""The registry: all sessions of one server, their limits, and the reaper that ends those past their lease."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from garrison_proto.records import OpenOptions
from garrison_server.leases import Lease, gone
from garrison_server.plan import plan_of
from garrison_server.refusal import (
    CapacityError,
    DrainingError,
    FieldError,
    ForeignSessionError,
    NotJoinableError,
    RefusalError,
    SessionCrashError,
    SessionTakenError,
)
from garrison_server.seats import check_joinable
from garrison_server.session import Session
from garrison_server.threads import Crew


@dataclass(frozen=True)
class Limits:
    """What a server allows."""

    max_slots: int = 4096  # of all sessions together
    max_sessions: int = 1024
    max_lease_s: float = 3600.0
    max_message_bytes: int = 64 * 1024 * 1024


class Registry:
    """Opens, finds and closes sessions. `threads`: how many a step of a large batch may use, shared by all sessions."""

    def __init__(self, limits: Limits | None = None, *, threads: int = 1, now: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits or Limits()
        self.draining = False
        self._crew, self._now = Crew(threads), now
        self._lock = threading.Lock()
        self._emptied = threading.Condition(self._lock)
        self._leases: dict[str, Lease] = {}
        self._slots = 0
        self._stop = threading.Event()
        self._reaper = threading.Thread(target=self._reap_forever, name="garrison-reaper", daemon=True)
        self._reaper.start()

    def open(self, options: OpenOptions) -> Lease:
        """A new lease. Opening again with equal options, before the session was used, gives the same one.

        Raises SessionTakenError, CapacityError, DrainingError, and what a plan raises.
        """
        options = replace(options, session_id=checked_id(options.session_id))
        with self._lock:
            known = self._leases.get(options.session_id)
            if known is not None:
                if known.options == options and known.last_seq == 0:
                    known.renew()
                    return known
                raise SessionTakenError(f"session_id: {options.session_id} is in use; choose a new UUID", field="session_id")
            self._require_open()
        check_joinable(options)
        plan = plan_of(options, self.limits.max_slots)
        self._reserve(options.slots)
        try:
            session = Session(plan, session_id=options.session_id)
            session.batch.crew = self._crew
            lease = Lease(session, options, min(options.lease_s, self.limits.max_lease_s), self._now)
            with self._lock:
                self._require_open()
                if options.session_id in self._leases:
                    raise SessionTakenError(f"session_id: {options.session_id} is in use; choose a new UUID", field="session_id")
                self._leases[options.session_id] = lease
        except BaseException:
            with self._lock:
                self._slots -= options.slots
            raise
        return lease

    def find(self, session_id: str, token: str) -> Lease:
        """The lease of a caller who proves its right. Raises SessionUnknownError, ForeignSessionError."""
        lease = self._leases.get(session_id) or self._leases.get(session_id.lower())
        if lease is None:
            raise gone(session_id)
        lease.check_token(token)
        return lease

    def find_joinable(self, session_id: str) -> Lease:
        """The lease of a caller who is yet to show a seat's token. Raises SessionUnknownError, NotJoinableError."""
        lease = self._leases.get(session_id.lower())
        if lease is None:
            raise gone(session_id)
        if lease.seats is None:
            raise NotJoinableError(f"session {lease.id}: it was not opened joinable, so it has no seats to take", field="session_id")
        return lease

    def find_watchable(self, session_id: str, token: str) -> Lease:
        """The lease of a caller who only looks: one opened watchable needs no token; without an id, the one used last."""
        if session_id:
            lease = self._leases.get(session_id.lower())
            if lease is None:
                raise gone(session_id)
            if not lease.options.watchable:
                lease.check_token(token)
            return lease
        open_ones = [lease for lease in self._all() if lease.options.watchable]
        if not open_ones:
            raise gone("") if not self._leases else ForeignSessionError("session: none is open to watchers; name one, with its token")
        return max(open_ones, key=lambda lease: lease.last_used_s)

    def close(self, lease: Lease, why: RefusalError | None = None) -> None:
        """Ends a lease and frees its slots; a second time nothing happens."""
        with self._lock:
            if self._leases.get(lease.id) is not lease:
                return
            del self._leases[lease.id]
            self._slots -= lease.session.total
            self._emptied.notify_all()
        lease.end(why or gone(lease.id))

    def crash(self, lease: Lease, error: BaseException) -> SessionCrashError:
        """Closes a session that broke; no other is touched. The refusal to tell its user."""
        why = SessionCrashError(
            f"session {lease.id}: it broke ({type(error).__name__}) and was closed; its slots are free, other sessions go on"
        )
        self.close(lease, why)
        return why

    def reap(self) -> None:
        """Closes what is past its lease."""
        for lease in self._all():
            if lease.left_s() <= 0:
                self.close(lease)

    def drain(self, grace_s: float) -> None:
        """No new sessions; waits until the open ones are closed, at most `grace_s`; then closes them."""
        self.draining = True
        until = time.monotonic() + grace_s
        with self._emptied:
            while self._leases and (left := until - time.monotonic()) > 0:
                self._emptied.wait(left)
        for lease in self._all():
            self.close(lease, DrainingError("the server is shutting down, and its grace is over", retry_s=5.0))

    def stop(self) -> None:
        """Ends the reaper."""
        self._stop.set()

    def count(self) -> tuple[int, int]:
        """Open sessions, and slots leased."""
        with self._lock:
            return len(self._leases), self._slots

    def _all(self) -> list[Lease]:
        with self._lock:
            return list(self._leases.values())

    def _require_open(self) -> None:
        if self.draining:
            raise DrainingError("the server is shutting down and takes no new sessions", retry_s=5.0)

    def _reserve(self, slots: int) -> None:
        """Counts slots as leased before they are built. Raises CapacityError."""
        with self._lock:
            free = self.limits.max_slots - self._slots
            retry_s = max(min((lease.left_s() for lease in self._leases.values()), default=1.0), 1.0)
            if slots > free:
                raise CapacityError(f"slots: came {slots}, wanted at most {free}, which are free of {self.limits.max_slots} just now",
                                    field="slots", came=slots, wanted=f"at most {free}", retry_s=retry_s)  # fmt: skip
            if len(self._leases) >= self.limits.max_sessions:
                raise CapacityError(f"sessions: all {self.limits.max_sessions} are open", retry_s=retry_s)
            self._slots += slots

    def _reap_forever(self) -> None:
        while not self._stop.wait(self._pause_s()):
            self.reap()

    def _pause_s(self) -> float:
        """Until the next lease may be over; short, since leases begin at any time."""
        return min(max(min((lease.left_s() for lease in self._all()), default=1.0), 0.05), 1.0)


def checked_id(session_id: str) -> str:
    """A UUID in its usual form. Raises FieldError."""
    try:
        return str(uuid.UUID(session_id))
    except ValueError:
        raise FieldError("session_id", repr(session_id[:80]), "a UUID") from None
