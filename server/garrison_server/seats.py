"""Seats that join: a session's seats, each with a token of its own, the rounds that they play together, and what each may see.

Knows nothing of the wire and of threads: whoever calls it holds the session's lock. See seats.proto for the rules of a round.
"""

import hmac
import math
import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_levels.level import level_text
from garrison_proto.records import ActionSpec, OpenOptions, Outcome, Views, ViewSpec
from garrison_proto.seats import Heard, Seated, SeatState, Turn
from garrison_server.messages import heard
from garrison_server.observe.action_space import SITE_NOOP
from garrison_server.refusal import FieldError, FinishedError, ForeignSessionError
from garrison_server.requests import checked_messages
from garrison_server.rounds import Choice, Rounds
from garrison_server.rules import NOOP
from garrison_server.session import Session
from garrison_server.state import RUNNING

DEADLINES_S: Final = (0.05, 86_400.0)  # what a round's deadline may be
Place = tuple[int, int]  # slot, seat


def check_joinable(options: OpenOptions) -> None:
    """Whether a session may be opened for others to join. Raises FieldError."""
    if not options.joinable:
        return
    if options.mode == "defense":
        raise FieldError("joinable", True, "false in defense, whose one seat is the opener's")
    least, most = DEADLINES_S
    if not (math.isfinite(options.seat_deadline_s) and least <= options.seat_deadline_s <= most):
        raise FieldError("seat_deadline_s", options.seat_deadline_s, f"{least:g} to {most:g} seconds")


@dataclass(frozen=True)
class _Played:
    """What is known of the last change of a slot."""

    number: int  # of the state that it led to
    outcome: Outcome  # one row
    silent: tuple[int, ...] = ()


class Seats:
    """The seats of one session."""

    def __init__(self, session: Session, now: Callable[[], float] = time.monotonic) -> None:
        self._session, self._options = session, session.options
        self.seats = session.opened.seats
        self.tokens = tuple(f"{slot}.{seat}.{secrets.token_urlsafe(24)}" for slot in range(session.total) for seat in range(self.seats))
        self._rounds = [Rounds(self.seats, session.options.seat_deadline_s, now) for _ in range(session.total)]
        self._played: list[_Played | None] = [None] * session.total

    def place(self, token: str) -> Place:
        """The seat that a token opens. Raises ForeignSessionError."""
        named = re.match(r"([0-9]{1,7})\.([0-9]{1,3})\.", token)
        slot, seat = (int(named[1]), int(named[2])) if named else (self._session.total, 0)
        known = slot < self._session.total and seat < self.seats
        if not known or not hmac.compare_digest(token.encode(), self.tokens[slot * self.seats + seat].encode()):
            came, wanted = "a wrong token" if token else "no token", "a seat's token, one of those that the open answered"
            raise ForeignSessionError(f"session {self._options.session_id}: came {came}, wanted {wanted}", field="sit.seat_token",
                                      came=came, wanted=wanted)  # fmt: skip
        return slot, seat

    def sit(self, place: Place, views: Sequence[str] | None) -> Seated:
        """Somebody takes the seat, for the first time or anew. Raises FieldError."""
        slot, seat = place
        session, options = self._session, self._options
        rounds = self._present(slot)
        rounds.hear(seat)
        scenario = session.plan.scenarios[session.plan.level_of[slot]] if session.plan.scenarios else None
        return Seated(
            slot=slot, seat=seat, seats=self.seats, mode=options.mode, level=session.opened.levels[slot],
            level_document=level_text(scenario.level).encode() if scenario else b"", engine_version=session.opened.engine_version,
            views=tuple(replace(spec, seats=0, first_seat=0) for spec in self._specs(seat, views)), action=self._action(seat),
            ticks_per_step=options.ticks_per_step, seat_deadline_s=options.seat_deadline_s, lease_s=options.lease_s,
            acted=rounds.number if rounds.acted(seat) else 0, autoreset=options.autoreset, rules=session.plan.rules,
        )  # fmt: skip

    def act(self, place: Place, turn: int, action: NDArray[Any], message: str = "") -> bool:
        """The seat's action in the present round; see Rounds.act. Raises FieldError, LateActionError, FinishedError."""
        slot, seat = place
        rounds, spec = self._present(slot), self._action(seat)
        rounds.hear(seat)
        dtype, shape = ("float64", (3,)) if spec.name == "native" else ("int64", ())
        if action.dtype != dtype or action.shape != shape:
            came = f"{action.dtype.name} of shape {list(action.shape)}"
            raise FieldError("action", came, f"{dtype} of shape {list(shape)} for action space {spec.name}")
        self._check_message(seat, message)
        if turn == rounds.number and turn and self._options.autoreset == "none" and self._outcome(slot).status[0] != RUNNING:
            raise FinishedError(f"slot {slot}: the episode is finished; the next turn comes when its opener begins another",
                                field="turn", metadata={"turn": turn})  # fmt: skip
        return rounds.act(seat, turn, Choice(action, message))

    def left_s(self, slot: int) -> float:
        """Seconds until the slot's round is over; infinite before its first action."""
        rounds = self._rounds[slot]
        return rounds.left_s if rounds.number == self._session.changes(slot) else math.inf

    def play(self, slot: int) -> bool:
        """Plays the slot's round, if it is over."""
        rounds = self._present(slot)
        if rounds.left_s > 0:
            return False
        choices, silent = rounds.close()
        actions = [choices[seat].action if seat in choices else idle(self._action(seat), self._attacks(seat)) for seat in range(self.seats)]
        said = [choices[seat].message if seat in choices else "" for seat in range(self.seats)]
        outcome = self._session.step([slot], np.array([actions]), messages=said if any(said) else None)
        rounds.begin(self._session.changes(slot))
        self._played[slot] = _Played(rounds.number, outcome, silent)
        return True

    def turn(self, place: Place, views: Sequence[str] | None) -> Turn | None:
        """The slot as the seat may know it; None before the first episode."""
        slot, seat = place
        number = self._present(slot).number
        if not number:
            return None
        outcome, played = self._outcome(slot), self._played[slot]
        specs = self._specs(seat, views)
        mail = self._session.world.mail
        said = heard(mail.said[slot], seat) if mail is not None and seat < mail.seats else []
        step = int(outcome.steps[0])
        return Turn(
            number=number, step=step, tick=int(outcome.ticks[0]), views=_own(outcome.views, specs, seat),
            reward=float(outcome.rewards[0, seat]), code=int(outcome.codes[0, seat]), no_effect=bool(outcome.no_effect[0, seat]),
            terminated=bool(outcome.terminated[0]), truncated=bool(outcome.truncated[0]), was_reset=step == 0,
            score=float(outcome.scores[0]), status=int(outcome.status[0]), silent=played.silent if played else (),
            heard=tuple(Heard(each["From_Seat"], each["Text"]) for each in said),
            final=_own(outcome.final, specs, seat) if len(outcome.final_rows) else {},
        )  # fmt: skip

    def states(self, taken: Callable[[Place], bool]) -> list[SeatState]:
        """All seats, slot by slot. `taken` says whether somebody sits there."""
        return [
            SeatState(slot, seat, taken((slot, seat)), rounds.awaited(seat), int(rounds.actions[seat]), int(rounds.silences[seat]))
            for slot, rounds in enumerate(self._rounds)
            for seat in range(self.seats)
        ]

    def _present(self, slot: int) -> Rounds:
        """The slot's rounds, brought up to what its opener has done meanwhile."""
        rounds, number = self._rounds[slot], self._session.changes(slot)
        if rounds.number != number:
            rounds.begin(number)
        return rounds

    def _outcome(self, slot: int) -> Outcome:
        """How the slot came to be as it is now: by a round, or by its opener's reset, restore or fork."""
        played, number = self._played[slot], self._session.changes(slot)
        if played is None or played.number != number:
            played = self._played[slot] = _Played(number, self._session.look(slot, self._session.view_names))
        return played.outcome

    def _specs(self, seat: int, views: Sequence[str] | None) -> list[ViewSpec]:
        """Of the views that the seat is shown: those made for it. Raises FieldError for others."""
        own = [spec for spec in self._session.plan.views if spec.first_seat <= seat < spec.first_seat + spec.seats]
        if views is None:
            return own
        known = ", ".join(spec.name for spec in own) or "none"
        for name in views:
            if name not in {spec.name for spec in own}:
                raise FieldError("sit.views", repr(name[:80]), f"views named at open and made for this seat: {known}")
        return [spec for spec in own if spec.name in views]

    def _action(self, seat: int) -> ActionSpec:
        opened = self._session.opened
        return opened.attacker_action if opened.attacker_action is not None and self._attacks(seat) else opened.action

    def _attacks(self, seat: int) -> bool:
        return self._session.opened.attacker_action is not None and seat == self.seats - 1

    def _check_message(self, seat: int, message: str) -> None:
        """Raises FieldError for what the session's step would refuse, so that a round is never lost by one seat's message."""
        try:
            checked_messages(
                [message if other == seat else "" for other in range(self.seats)] if message else None, 1, self._session.world.mail
            )
        except FieldError as error:
            raise FieldError("message", error.came, error.wanted) from None


def idle(spec: ActionSpec, attacker: bool = False) -> NDArray[Any]:
    """What a seat does that does nothing."""
    if spec.name == "native":
        return np.array([-1.0, -1.0, 0.0] if attacker else [0.0, 0.0, NOOP])
    if spec.name == "sites":
        return np.array(SITE_NOOP)
    return np.array(NOOP if spec.name.startswith("grid:") else 0)  # `orders` begin with waiting, the commons' actions with saving


def _own(views: Views, specs: list[ViewSpec], seat: int) -> Views:
    """One seat's share of one slot's views."""
    shown: Views = {}
    for spec in specs:
        rows: Any = views[spec.name]
        shown[spec.name] = rows[seat - spec.first_seat] if spec.kind == "text" else rows[0, seat - spec.first_seat]
    return shown
