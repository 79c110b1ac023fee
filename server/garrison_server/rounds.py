"""Rounds: who of a slot's seats has acted, for whom the others wait, and how long.

Knows neither games nor the wire. A round ends when every seat that is waited for has acted, or a deadline after the first
action. Whoever has not acted by then was silent, and is not waited for again until it is heard.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison_server.refusal import FieldError, LateActionError


@dataclass(frozen=True)
class Choice:
    """What a seat does in a round."""

    action: NDArray[Any]  # (3,) or (), as its action space says
    message: str = ""  # to its allies


class Rounds:
    """The rounds of one slot. `number` is the state of the slot that is being answered; 0: there is none yet."""

    def __init__(self, seats: int, deadline_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self.seats, self.number = seats, 0
        self.actions = np.zeros(seats, np.int64)  # rounds in which each seat acted
        self.silences = np.zeros(seats, np.int64)  # and in which it did not
        self._deadline_s, self._now = deadline_s, now
        self._choices: dict[int, Choice] = {}
        self._first_s = math.inf  # when the first of them came
        self._absent: set[int] = set()  # seats that are not waited for
        self._last: tuple[int, frozenset[int]] = (0, frozenset())  # the round before: its number, and who acted

    def begin(self, number: int) -> None:
        """The slot has another state; what was chosen for the one before is forgotten."""
        self.number, self._choices, self._first_s = number, {}, math.inf

    def hear(self, seat: int) -> None:
        """The seat gives a sign of life: from now on it is waited for."""
        self._absent.discard(seat)

    def act(self, seat: int, number: int, choice: Choice) -> bool:
        """The seat's choice in round `number`; the first one stands. False: it was played already, as when an answer was lost.

        Raises LateActionError for a round that is over without it, FieldError for one that is to come.
        """
        self.hear(seat)
        if number > self.number:
            raise FieldError("turn", number, f"{self.number}, the present one" if self.number else "nothing yet: no episode has begun")
        if number < self.number:
            if number == self._last[0] and seat in self._last[1]:
                return False
            raise LateActionError(f"turn: came {number}, wanted {self.number}: that round is over, and the seat played a no-op in it",
                                  field="turn", came=number, wanted=self.number, metadata={"turn": self.number})  # fmt: skip
        if seat not in self._choices:
            self._choices[seat] = choice
            self._first_s = min(self._first_s, self._now())
        return True

    def acted(self, seat: int) -> bool:
        """Whether the seat has chosen in the present round."""
        return seat in self._choices

    def awaited(self, seat: int) -> bool:
        """Whether rounds wait for the seat."""
        return seat not in self._absent

    @property
    def left_s(self) -> float:
        """Seconds until the round is over: 0 or less when it is, infinite before the first action."""
        if not self._choices:
            return math.inf
        if len(self._absent | self._choices.keys()) == self.seats:
            return 0.0
        return self._first_s + self._deadline_s - self._now()

    def close(self) -> tuple[dict[int, Choice], tuple[int, ...]]:
        """Ends the round: the choices by seat, and the seats that were silent."""
        choices, silent = self._choices, tuple(seat for seat in range(self.seats) if seat not in self._choices)
        self._absent.update(silent)
        self.actions[list(choices)] += 1
        self.silences[list(silent)] += 1
        self._last = (self.number, frozenset(choices))
        self._choices, self._first_s = {}, math.inf
        return choices, silent
