"""One game after another in a slot of a server, told in words and played by words or by calls of tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from garrison import OpenOptions
from garrison.backend import Backend, SessionHandle
from garrison.errors import OptionError, SessionCrashedError, SessionNotFoundError
from garrison.gateway import Brief, Gateway, Said
from garrison.level_source import level_source
from garrison_agents.score import normalised
from garrison_agents.witness.files import witness_score

STRUCTURED: Final = "structured"
LIFE: Final = 11  # column of that view: of the level's start
LEASE_S: Final = 120.0


@dataclass(frozen=True)
class GameOptions:
    """How games are told and played."""

    form: str = "calls"  # which form of answer the prompts ask for: named, object, calls
    style: str = "brief"  # brief, full
    history: int = 0
    ticks_per_step: int = 100  # of 0.02 s
    max_ticks: int = 60_000  # a game is cut off then; 0: never


CALLS: Final = GameOptions()


class WordGame:
    """A game at a time. For one thread at a time."""

    def __init__(self, backend: Backend, options: GameOptions = CALLS) -> None:
        """Raises NotServedError for a server without a gateway."""
        self._backend, self.options, self._gateway = backend, options, Gateway(backend)
        self._session: SessionHandle | None = None
        self._level = ""
        self.said: Said | None = None  # the last reply's fate; None: there was none
        self.brief: Brief | None = None
        self.score = 0.0
        self.seed = 0
        self.steps = 0

    def begin(self, level: str, seed: int, snapshot: bytes | None = None) -> Brief:
        """A new game, from the level's start or from a snapshot; what is told first. Raises OptionError, LevelNotFoundError."""
        if not 0 <= seed < 1 << 64:
            raise OptionError("seed", seed, "0 to 2^64 - 1")
        try:
            outcome = self._begun(level, seed, snapshot)
        except (SessionNotFoundError, SessionCrashedError):  # the server was away, and is another now
            self._level = ""
            outcome = self._begun(level, seed, snapshot)
        self.said, self.seed, self.steps, self.score = None, seed, 0, float(outcome.scores[0])
        self._life = int(outcome.views[STRUCTURED][0][LIFE])
        options = self.options
        self.brief = self._gateway.brief(self._opened, 0, options.style, form=options.form, history=options.history)  # type: ignore[arg-type]
        return self.brief

    def _begun(self, level: str, seed: int, snapshot: bytes | None) -> Any:
        if level != self._level:
            self.close()
            names, documents = level_source(level)
            self._session = self._backend.open(
                OpenOptions(
                    levels=names, level_documents=documents, views=(STRUCTURED,), ticks_per_step=self.options.ticks_per_step,
                    max_ticks=self.options.max_ticks, lease_s=LEASE_S,
                )
            )  # fmt: skip
            self._level = level
        session, slot = self._opened, np.zeros(1, np.int32)
        return session.restore(slot, [snapshot]) if snapshot else session.reset(slot, np.array([seed], np.uint64))

    @property
    def _opened(self) -> SessionHandle:
        assert self._session is not None, "no game has begun"
        return self._session

    def say(self, text: str | None = None, calls: Sequence[tuple[str, str]] | None = None) -> Said:
        """A reply, in words or as calls (name, arguments as JSON); nothing said is an error. Of a game that is over: its end again."""
        if self.over:
            assert self.said is not None
            return self.said
        self.said = self._gateway.say(self._opened, 0, text, tool_calls=calls)
        self.steps, self.score = int(self.said.outcome.steps[0]), float(self.said.outcome.scores[0])
        return self.said

    @property
    def over(self) -> bool:
        """Whether the game is."""
        return self.said is not None and self.said.over

    @property
    def normalised(self) -> float:
        """0: nothing done, 1: the best known; of a game that goes on, as if nobody came through any more."""
        opened = self._opened.opened
        return normalised(self.score, self._life, witness_score(opened.levels[0], opened.level_hashes[0]))

    def close(self) -> None:
        """Frees the slot."""
        if self._session is not None:
            self._session.close()
        self._session, self._level = None, ""
