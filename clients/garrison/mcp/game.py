"""One game of an MCP client: a session of one slot, played by tool calls through the gateway alone."""

import json
from dataclasses import asdict
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend
from garrison.gateway import Counts, Gateway, Said, Transcript
from garrison.mcp.ground import Ground
from garrison.mcp.png import png_of
from garrison.mcp.settings import Settings
from garrison_proto.records import OpenOptions, Outcome

VIEWS: Final = ("structured", "text")
LEASE_S: Final = 60.0  # renewed in the background for as long as this process lives
STATUSES: Final = ("running", "won", "lost", "cut")
TICKS_PER_S: Final = 50
_WAVES, _WAVE, _GOLD, _LIFE = 12, 23, 25, 26  # columns of the structured view


class Turn(NamedTuple):
    """What a tool call came to."""

    words: str
    failed: bool  # as a client should show it: nothing was done
    image: bytes  # PNG, or nothing
    record: dict[str, Any]  # for programs


class Game:
    """Begins with its making. Not for two threads at once."""

    def __init__(self, backend: Backend, ground: Ground, seed: int, settings: Settings, name: str) -> None:
        """Raises ExhaustedError where the server has no slot left, and whatever else an open may."""
        self.ground, self.seed, self.settings, self.name = ground, seed, settings, name
        self._gateway = Gateway(backend)
        pixels = (f"pixels:{settings.picture_px}",) if settings.pictures else ()
        self._session = backend.open(OpenOptions(
            levels=ground.names, level_documents=ground.documents, views=(*VIEWS, *pixels), ticks_per_step=settings.ticks_per_step,
            lease_s=LEASE_S, record=settings.record is not None, watchable=settings.watchable,
        ))  # fmt: skip
        try:
            self._last: Outcome = self._session.reset([0], np.array([seed], np.uint64), VIEWS)
            brief = self._gateway.brief(self._session, 0, "brief", form="calls", track=settings.track, history=0, speed=settings.speed)
        except BaseException:
            self._session.close()
            raise
        self.rules, self.state, self._image, self.mcp_tools = brief.system_prompt, brief.user_prompt, brief.image, brief.mcp_tools
        self._replies = 0

    @property
    def over(self) -> bool:
        """Whether it is won, lost or cut."""
        return int(self._last.status[0]) != 0

    @property
    def session_id(self) -> str:
        """Under which it may be watched, if it may."""
        return self._session.opened.session_id

    @property
    def structured(self) -> NDArray[np.float32]:
        """The view `structured` of the present state, (759,)."""
        view: NDArray[np.float32] = self._last.views["structured"][0]
        return view

    @property
    def text(self) -> str:
        """The view `text` of the present state: TowerMind's JSON."""
        words: str = self._last.views["text"][0]
        return words

    def call(self, tool: str, arguments: dict[str, Any] | None) -> Turn:
        """Hands a tool call to the gateway as it came, and tells what it came to. Raises EpisodeFinishedError, ServerError."""
        before = self.standing()
        said = self._gateway.say(self._session, 0, tool_calls=[(tool, json.dumps(arguments) if arguments else None)], views=VIEWS)
        self._last, self.state, self._image = said.outcome, said.user_prompt, said.image
        self._replies += 1
        record = {"understanding": said.understanding, "code": said.code, "explanation": said.explanation, "steps": said.steps,
                  "stopped": said.stopped, **self.standing()}  # fmt: skip
        failed = said.understanding in ("unparseable", "out_of_schema", "illegal")
        return Turn(f"{self._cost(said, before)}\n\n{self.state}", failed, self._image, record)

    def picture(self) -> bytes:
        """The present state as a PNG."""
        if self._image:
            return self._image
        return png_of(self._session.render([0], self.settings.picture_px)[0])

    def standing(self) -> dict[str, Any]:
        """Where the game stands, in numbers."""
        view, last = self.structured, self._last
        return {
            "level": self.ground.name, "seed": self.seed, "status": STATUSES[int(last.status[0])],
            "score": float(last.scores[0]), "step": int(last.steps[0]), "time_s": int(last.ticks[0]) / TICKS_PER_S,
            "wave": int(view[_WAVE]), "waves": int(view[_WAVES]), "life": int(view[_LIFE]), "gold": int(view[_GOLD]),
            "state_hash": f"{int(last.hashes[0]):016x}",
        }  # fmt: skip

    def counts(self) -> Counts:
        """The server's ledger of the game."""
        return self._gateway.transcript(self._session, 0, first=self._replies).counts

    def transcript(self) -> Transcript:
        """Everything said, understood and done."""
        return self._gateway.transcript(self._session, 0)

    def ledger(self) -> dict[str, Any]:
        """How it stands and what was counted."""
        return {**self.standing(), "track": self.settings.track, "counts": asdict(self.counts())}

    def export_replay(self) -> bytes:
        """Its replay; only with settings.record."""
        return self._session.export_replay(0)

    def close(self) -> None:
        """Frees the slot."""
        self._session.close()

    def _cost(self, said: Said, before: dict[str, Any]) -> str:
        """What a call has cost: time, gold, lives."""
        after, steps = self.standing(), said.steps + said.idle_steps
        changes = [f"{name} {before[name]} -> {after[name]}" for name in ("gold", "life") if before[name] != after[name]]
        result = said.understanding.replace("_", " ")
        spent = f"{steps} step{'s' if steps != 1 else ''} ({after['time_s'] - before['time_s']:.2f} s) went by"
        return f"{result}: {'; '.join([spent, *changes])}. Score {after['score']:g}."
