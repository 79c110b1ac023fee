"""One seat of a game that somebody else has opened: join it with its token, see what it may see, and act.

with garrison.join(address, session_id, seat_token) as seat:
    turn = seat.observe()
    while not turn.over:
        turn = seat.act(choose(turn.views))
"""

import os
import time
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from garrison.connection import Connection
from garrison.errors import DeadlineError, ForkedSessionError, InvalidArgumentError
from garrison.packing import packed_actions
from garrison.seat_line import SeatLine
from garrison_proto.codec import pack_selection
from garrison_proto.records import Description
from garrison_proto.seats import Seated, Turn
from garrison_proto.v1 import seats_pb2 as pb

STARTS: tuple[str, ...] = ("next_step", "same_step")  # autoresets with which a finished episode wants an action


class JoinedSeat:
    """A seat that was taken; a context manager that leaves it. For one thread at a time.

    A connection that is lost comes back by itself, and no action is played twice. Silence is no error: the session's lease is renewed
    while this object lives, but whoever has not acted by the round's deadline plays a no-op there.
    """

    def __init__(self, connection: Connection, session_id: str, seat_token: str, views: Sequence[str] | None, own: bool) -> None:
        """own: the connection is closed with the seat. Raises SessionNotFoundError, NotJoinableError, ForeignSessionError for a wrong
        token, InvalidArgumentError for views, UnavailableError."""
        try:
            sit = pb.Sit(session_id=session_id, seat_token=seat_token, views=pack_selection(views))
        except (TypeError, ValueError) as error:
            raise InvalidArgumentError(f"sit: {error}", field="sit") from None
        self._connection, self._pid = connection, os.getpid()
        self._line = connection.sit(sit)
        self._leave = weakref.finalize(self, _left, self._line, connection if own else None, self._pid)
        self._shown: Turn | None = None
        self._acted = 0  # the number of the turn acted in last
        try:
            self._wait(lambda: self._line.seated is not None, connection.timeout_s)
        except BaseException:
            self.close()
            raise
        self._acted = self.seated.acted

    @property
    def seated(self) -> Seated:
        """Which seat it is, its views and actions, the rules."""
        seated = self._line.seated
        assert seated is not None
        return seated

    @property
    def turn(self) -> Turn | None:
        """The latest turn, whether it was looked at or not; None before the first episode."""
        return self._line.turn

    @property
    def resumed(self) -> int:
        """How often a lost connection was replaced."""
        return self._line.resumed

    def describe(self) -> Description:
        """All that may be known of the level and the mode."""
        return self._connection.describe(self.seated.level, self.seated.mode, self.seated.level_document or None)

    def observe(self, timeout_s: float | None = None) -> Turn:
        """The present turn, as soon as there is one that this seat may act in or that was not seen yet; so after the end of an episode
        that of the next. timeout_s: None waits as long as it takes.

        Raises DeadlineError, SessionNotFoundError when the session is closed, DrainingError, TakenOverError, UnavailableError.
        """
        self._wait(lambda: self._wanted(self._line.turn), timeout_s)
        return self._show()

    def act(self, action: ArrayLike, message: str = "") -> Turn:
        """Acts in the turn that was seen last, waits until the round is over, and gives the next turn.

        action: float64 (3,) in the space `native`, a whole number in all others. message: to the allies, at most 120 characters.
        Raises LateActionError where the round was over already (the seat has played a no-op; `observe` shows the present turn),
        EpisodeFinishedError, InvalidArgumentError, and what `observe` raises.
        """
        turn = self._shown if self._shown is not None else self.observe()
        act = pb.Act(turn=turn.number, action=packed_actions(self._plain(action)), message=message)
        with self._line.changed:
            self._acted = turn.number
            self._line.act(act)
        self._wait(lambda: not self._line.acting, self.seated.seat_deadline_s + self._connection.timeout_s)
        if (refused := self._line.refused) is not None:
            self._line.refused, self._acted = None, 0
            raise refused
        return self._show()

    def close(self) -> None:
        """Leaves the seat, which anybody with its token may take again. A second call does nothing."""
        self._leave()

    def __enter__(self) -> "JoinedSeat":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _wanted(self, turn: Turn | None) -> bool:
        if turn is None or turn.number == self._acted:
            return False
        playable = turn.status == 0 or self.seated.autoreset in STARTS
        return playable or self._shown is None or turn.number != self._shown.number

    def _show(self) -> Turn:
        turn = self._line.turn
        assert turn is not None
        self._shown = turn
        return turn

    def _plain(self, action: ArrayLike) -> Any:
        """Whole numbers as the wire has them; all else as it is, for the server to judge."""
        array = np.asarray(action)
        return array.astype(np.int64) if array.dtype.kind in "iu" and self.seated.action.name != "native" else array

    def _wait(self, done: Callable[[], bool], timeout_s: float | None) -> None:
        if self._pid != os.getpid():
            raise ForkedSessionError(f"the seat belongs to process {self._pid}, which this one was forked from; join it here")
        until_s = None if timeout_s is None else time.monotonic() + timeout_s
        line = self._line
        with line.changed:
            while not done():
                if line.failed is not None:
                    raise line.failed
                left_s = None if until_s is None else until_s - time.monotonic()
                if left_s is not None and left_s <= 0:
                    raise DeadlineError(f"nothing came within {timeout_s:g} s")
                line.changed.wait(left_s)


def join(
    address: str, session_id: str, seat_token: str, *, views: Sequence[str] | None = None, token: str | None = None,
    tls: bool | bytes | str | os.PathLike[str] = False, timeout_s: float = 60.0, resume_s: float = 10.0,
) -> JoinedSeat:  # fmt: skip
    """Takes a seat in a session at `address`. views: of those it was opened with; None: all. The rest is as in Connection."""
    connection = Connection(address, token=token, tls=tls, timeout_s=timeout_s, resume_s=resume_s)
    try:
        return JoinedSeat(connection, session_id, seat_token, views, own=True)
    except BaseException:
        connection.close()
        raise


def _left(line: SeatLine, connection: Connection | None, owner: int) -> None:
    """A forked child leaves its parent's seat alone."""
    if owner != os.getpid():
        return
    line.close()
    if connection is not None:
        connection.close()
