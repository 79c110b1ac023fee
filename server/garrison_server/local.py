"""The backend in this process: the server's own sessions, handed over without a wire. Found as `target="local"`."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison_proto.records import Description, Opened, OpenOptions, Outcome, ServerInfo
from garrison_proto.replay_file import pack_replay
from garrison_proto.talk import Brief, Said, Saying, TalkOptions, Transcript
from garrison_server.card import server_info
from garrison_server.description import describe
from garrison_server.gateway.conversations import Conversations
from garrison_server.leases import gone
from garrison_server.plan import plan_of
from garrison_server.refusal import FieldError
from garrison_server.registry import Limits, checked_id
from garrison_server.rendering import render
from garrison_server.replay import replay_of
from garrison_server.session import Session

MOST_SLOTS = 1_000_000


class LocalSession:
    """One session. It has no lease: it lives until it is closed or forgotten. Not for two threads at once."""

    def __init__(self, session: Session) -> None:
        self._session: Session | None = session
        self.opened: Opened = session.opened
        self._conversations = Conversations(session)

    def _open(self) -> Session:
        if self._session is None:
            raise gone(self.opened.session_id)
        return self._session

    def reset(self, slots: Any, seeds: Any = None, views: Sequence[str] | None = None) -> Outcome:
        """Starts an episode in each slot."""
        return self._open().reset(slots, seeds, views)

    def step(self, slots: Any, actions: Any, views: Sequence[str] | None = None, messages: Sequence[str] | None = None) -> Outcome:
        """Plays one decision in each slot."""
        return self._open().step(slots, actions, views, messages=messages)

    def snapshot(self, slots: Any) -> list[bytes]:
        """Each slot's whole episode."""
        return self._open().snapshot(slots)

    def restore(self, slots: Any, blobs: Sequence[bytes], views: Sequence[str] | None = None) -> Outcome:
        """Continues snapshots bit for bit."""
        return self._open().restore(slots, blobs, views)

    def fork(self, source: int, targets: Any, views: Sequence[str] | None = None) -> Outcome:
        """Copies slot `source` into `targets`."""
        return self._open().fork(source, targets, views)

    def render(self, slots: Any, size: int = 512, *, bare: bool = False, seat: int = 0) -> NDArray[np.uint8]:
        """A frame of each slot as it is now, (n, size, size, 3)."""
        return render(self._open(), slots, size, bare, seat)

    def export_replay(self, slot: int) -> bytes:
        """The slot's running or last episode as a replay file."""
        return pack_replay(replay_of(self._open(), slot))

    def brief(self, slot: int, options: TalkOptions | None = None) -> Brief:
        """The prompts for a language model that plays the slot."""
        self._open()
        return self._conversations.brief(slot, options)

    def say(self, slot: int, saying: Saying) -> Said:
        """Takes a model's reply and plays it."""
        self._open()
        return self._conversations.say(slot, saying)

    def say_all(self, slots: Sequence[int], sayings: Sequence[Saying]) -> list[Said]:
        """Takes a reply of each of these slots, and plays them."""
        self._open()
        return self._conversations.say_all(slots, sayings)

    def transcript(self, slot: int, first: int = 0) -> Transcript:
        """What was said in the slot's episode, from entry `first` on."""
        self._open()
        return self._conversations.transcript(slot, first)

    def keep_alive(self) -> None:
        """Nothing to renew; raises SessionUnknownError when the session was closed."""
        self._open()

    def close(self) -> None:
        """Lets the slots go; a second call does nothing."""
        self._session = None


class LocalBackend:
    """A server without a wire. `threads`: how many a step of a large batch may use."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    def info(self) -> ServerInfo:
        """What a server of this package is."""
        return server_info(Limits(max_slots=MOST_SLOTS))

    def describe(self, level: str, mode: str = "defense", level_document: bytes | None = None) -> Description:
        """All that may be known of a scenario."""
        return describe(level, mode, level_document)

    def open(self, options: OpenOptions) -> LocalSession:
        """A new session."""
        if options.joinable:
            raise FieldError("joinable", True, "false in this process: open it on a server, which others can reach")
        options = replace(options, session_id=checked_id(options.session_id or str(uuid.uuid4())))
        return LocalSession(Session(plan_of(options, MOST_SLOTS), session_id=options.session_id, threads=self._threads))

    def close(self) -> None:
        """Nothing is held."""
