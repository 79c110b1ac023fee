"""Looking ahead: the episode's snapshot is played on in slots of another session, which nobody counts.

The snapshot holds the episode's generator, so that what is looked at is what will happen: scores of strategies that look ahead
are to be compared with one another, not with those of strategies that do not know the dice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from garrison import OpenOptions
from garrison.backend import Backend, SessionHandle
from garrison_agents.llm.speech import Speaker, TalkOptions

if TYPE_CHECKING:
    from garrison_agents.llm.table import Reply

NOTHING: Final = (0.0, 0.0, 6.0)
PER_HEALTH, PER_GOLD = 1e-6, 1e-7  # what an enemy's health point left and a coin are worth beside a leak: ties only
_GOLD, _ENEMIES = 25, slice(409, 609)  # columns of the structured view
ABSENT: Final = -9999.0


@dataclass(frozen=True)
class Look:
    """What came of one reply: how good (higher is better), the state after it, and what a model would be told there."""

    value: float
    after: bytes
    prompt: str
    image: bytes
    over: bool


class Rehearsal:
    """A session of its own. `base`: the episode's OpenOptions; its views are kept, so that prompts are alike."""

    def __init__(self, backend: Backend, base: OpenOptions, talk: TalkOptions, live: SessionHandle, horizon_steps: int) -> None:
        self._backend, self._base, self._talk, self._live = backend, base, talk, live
        self._horizon = horizon_steps
        self._speaker = Speaker(backend)
        self._session: SessionHandle | None = None
        self._slots = 0

    def now(self) -> bytes:
        """The episode as it stands."""
        return self._live.snapshot([0])[0]

    def look(self, states: Sequence[bytes], replies: "Sequence[Reply]") -> list[Look]:
        """Says replies[i] in states[i], then does nothing for the horizon, and judges."""
        session, slots = self._room(len(states)), list(range(len(states)))
        session.reset(slots, np.zeros(len(slots), np.uint64), views=())
        session.restore(slots, states, views=())
        for slot in slots:
            self._speaker.brief(session, slot, self._talk)
        told = [self._speaker.say(session, slot, reply) for slot, reply in zip(slots, replies, strict=True)]
        after = session.snapshot(slots)
        values = self._values(session, [slot for slot in slots if not told[slot].over])
        looks = []
        for slot, said in zip(slots, told, strict=True):
            value = float(said.outcome.scores[0]) if said.over else values[slot]
            looks.append(Look(value, after[slot], said.user_prompt, said.image, said.over))
        return looks

    def close(self) -> None:
        """Frees the slots."""
        if self._session is not None:
            self._session.close()

    def _room(self, slots: int) -> SessionHandle:
        if self._session is None or slots > self._slots:
            self.close()
            self._session = self._backend.open(replace(self._base, slots=slots, record=False, session_id=""))
            self._slots = slots
        return self._session

    def _values(self, session: SessionHandle, slots: list[int]) -> dict[int, float]:
        """Each slot's value after the horizon; a finished episode's is that of its end."""
        values: dict[int, float] = {}
        for step in range(self._horizon + 1):
            if not slots:
                break
            last = step == self._horizon
            outcome = session.step(slots, np.tile(NOTHING, (len(slots), 1)), views=("structured",) if last else ())
            over = outcome.terminated | outcome.truncated
            for row, slot in enumerate(slots):
                if last or over[row]:
                    values[slot] = float(outcome.scores[row]) + (_ties(outcome.views["structured"][row]) if last else 0.0)
            slots = [slot for row, slot in enumerate(slots) if not over[row]]
        return values


def _ties(view: Any) -> float:
    """Less than a leak's worth: less enemy health left is better, then more gold."""
    enemies = view[_ENEMIES].reshape(-1, 4)
    health = float(enemies[enemies[:, 0] != ABSENT, 3].sum())
    return PER_GOLD * float(view[_GOLD]) - PER_HEALTH * health
