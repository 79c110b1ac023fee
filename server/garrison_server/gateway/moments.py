"""Moments: the states in which a model was asked, what it did there, and which of them a prompt looks back on."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass
class Moment:
    """One state in which a reply was, or is, waited for."""

    state: str  # as the prompt tells it
    note: str  # what the prompt says of the reply before it
    horizon: int  # the first moment that belongs to the same past
    did: str = ""  # what the reply to it did, once there is one


class Scene(NamedTuple):
    """What a user prompt is made of."""

    past: tuple[Moment, ...]
    present: Moment


class Moments:
    """The moments of one conversation, in order."""

    def __init__(self) -> None:
        self._all: list[Moment] = []
        self._broken = False

    def break_off(self) -> None:
        """Somebody else has changed the world: the past is no longer that of what comes."""
        self._broken = True

    @property
    def stale(self) -> bool:
        """Whether there is no present moment."""
        return self._broken or not self._all

    @property
    def last(self) -> int:
        """The present moment's number."""
        return len(self._all) - 1

    def add(self, state: str, note: str) -> None:
        """A new present."""
        number = len(self._all)
        horizon = number if self.stale else self._all[-1].horizon
        self._all.append(Moment(state, note, horizon))
        self._broken = False

    def close(self, did: str) -> None:
        """What was done in the present moment."""
        self._all[-1].did = did

    def scene(self, number: int, history: int) -> Scene:
        """Moment `number` with at most `history` moments before it."""
        present = self._all[number]
        return Scene(tuple(self._all[max(present.horizon, number - history) : number]), present)
