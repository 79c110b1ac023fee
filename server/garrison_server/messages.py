"""Messages: what the seats of a slot say to each other, one a step and seat; the others read it in the step's answer.

They belong to the session and not to the State: no rule of the game depends on a word.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.modes import LONGEST_MESSAGE
from garrison_server.refusal import FieldError, SnapshotDamagedError, SnapshotLevelError

MOST_COUNTED: Final = 1 << 53  # no episode comes near

Said = tuple[str, ...]  # by seat


class Mailbox:
    """What was said in the last step of each slot, and how often each seat has spoken in its episode.

    Args:
        total: the session's slots.
        seats: that defend; an attacker has nobody to speak to.
        agents: in each slot.
    """

    def __init__(self, total: int, seats: int, agents: int) -> None:
        self.seats, self.agents = seats, agents
        self._silence: Said = ("",) * seats
        self.said: list[Said] = [self._silence] * total
        self.counts = np.zeros((total, seats), np.int64)

    def checked(self, messages: Sequence[str], n: int) -> list[Said] | None:
        """The messages of `n` slots, slot by slot; None where nobody says anything. Raises FieldError."""
        if not messages:
            return None
        if len(messages) != n * self.agents:
            raise FieldError("messages", f"{len(messages)}", f"none, or {n * self.agents}: one for each seat of each slot, empty or not")
        for i, message in enumerate(messages):
            slot, seat = divmod(i, self.agents)
            if not isinstance(message, str) or not message.isprintable():
                raise FieldError(f"messages[{i}]", repr(message)[:80], "printable text in one line")
            if len(message) > LONGEST_MESSAGE:
                raise FieldError(f"messages[{i}]", f"{len(message)} characters", f"at most {LONGEST_MESSAGE}; nothing is cut")
            if message and seat >= self.seats:
                raise FieldError(f"messages[{i}]", f"one of the attacker in row {slot}", "none of it: it has no allies")
        if not any(messages):
            return None
        return [tuple(messages[k * self.agents : k * self.agents + self.seats]) for k in range(n)]

    def post(self, rows: NDArray[np.int64], said: Sequence[Said] | None) -> None:
        """The slots' last step is now another one; None: in which nobody said anything."""
        for i, row in enumerate(rows.tolist()):
            self.said[row] = self._silence if said is None else said[i]
            if said is not None:
                self.counts[row] += [bool(message) for message in said[i]]

    def clear(self, rows: NDArray[np.int64]) -> None:
        """New episodes begin in the slots."""
        self.post(rows, None)
        self.counts[rows] = 0

    def copy(self, origin: int, rows: NDArray[np.int64]) -> None:
        """As in a fork."""
        for row in rows.tolist():
            self.said[row] = self.said[origin]
        self.counts[rows] = self.counts[origin]

    def pack(self, row: int) -> bytes:
        """One slot's messages for its snapshot."""
        return json.dumps([self.said[row], self.counts[row].tolist()], separators=(",", ":")).encode()

    def unpack(self, row: int, data: bytes) -> None:
        """Puts back what `pack` gave and `judged` let through."""
        said, counts = json.loads(data)
        self.said[row], self.counts[row] = tuple(said), counts

    def judge(self, data: bytes, field: str) -> None:
        """Raises SnapshotDamagedError for what `pack` did not make, SnapshotLevelError for messages of more or fewer seats."""
        try:
            said, counts = json.loads(data)
            sound = type(said) is type(counts) is list and len(said) == len(counts)
            sound = sound and all(isinstance(text, str) and len(text) <= LONGEST_MESSAGE and text.isprintable() for text in said)
            sound = sound and all(type(count) is int and 0 <= count < MOST_COUNTED for count in counts)
        except (ValueError, TypeError, RecursionError):
            sound = False
        if not sound:
            raise SnapshotDamagedError(field, "messages that no seats can have said", f"those of {self.seats} seats")
        if len(said) != self.seats:
            raise SnapshotLevelError(f"{field}: came one of {len(said)} seats that speak to each other, wanted {self.seats}", field=field)


def heard(said: Said, seat: int) -> list[dict[str, Any]]:
    """What a seat is told: the others' messages, by who said them."""
    return [{"From_Seat": other, "Text": message} for other, message in enumerate(said) if message and other != seat]
