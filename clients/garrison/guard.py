"""The one thread beside a connection: it ends waits that are past their deadline, and renews the leases of idle sessions."""

import contextlib
import math
import threading
import time
import weakref
from typing import Protocol


class Guarded(Protocol):
    """Something with moments at which the guard must act."""

    def watch(self, now_s: float) -> float:
        """Does what is due and says when to come again (monotonic seconds). Called in the guard's thread; must not block."""


class Guard:
    """Visits its members when they asked for it. Members that nobody else holds are forgotten; without members the thread ends."""

    def __init__(self) -> None:
        self._members: weakref.WeakSet[Guarded] = weakref.WeakSet()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self.next_visit_s = math.inf

    def add(self, member: Guarded) -> None:
        """Starts to visit `member`."""
        with self._changed:
            self._members.add(member)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="garrison-guard", daemon=True)
                self._thread.start()
            self._changed.notify()

    def discard(self, member: Guarded) -> None:
        """Stops to visit `member`."""
        with self._changed:
            self._members.discard(member)
            self._changed.notify()

    def nudge(self) -> None:
        """A member wants its visit earlier than planned."""
        with self._changed:
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while members := list(self._members):
                now_s = time.monotonic()
                # A member that fails must not take the others' guard away; it hears of its trouble at its next call.
                visits = [now_s + 1.0]
                for member in members:
                    with contextlib.suppress(Exception):
                        visits.append(member.watch(now_s))
                del members, member
                self.next_visit_s = min(visits[1:], default=visits[0])
                self._changed.wait(max(self.next_visit_s - time.monotonic(), 0.0) if self.next_visit_s < math.inf else None)
            self._thread = None
            self.next_visit_s = math.inf
