"""What a watching window shows, fetched in a thread: the latest state of a session, and how it stands with the way there."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from garrison.errors import DeadlineError, ForeignSessionError, GarrisonError, SessionNotFoundError, UnavailableError
from garrison.watching import Seen, Watching

AGAIN_S: Final = 0.5  # between two attempts

Stage = Literal["waiting", "live", "here", "over", "lost", "refused"]


@dataclass(frozen=True)
class News:
    """How it stands. waiting: no such session yet; here: played in this very process; over: it was closed; lost: the server
    cannot be reached just now."""

    stage: Stage = "waiting"
    words: str = ""  # the server's, where it refused
    seen: Seen | None = None  # the latest state
    states: int = 0  # received
    dropped: int = 0  # by the server, since this reader was too slow


class Feed(Protocol):
    """Where a watching screen has its news from."""

    @property
    def news(self) -> News: ...

    def close(self) -> None: ...


class WatchFeed:
    """Reads one `Watching` after another in a thread of its own; `news` is the latest, for any thread."""

    def __init__(self, watch: Callable[[], Watching], follow: bool) -> None:
        """watch: begins to watch. follow: whether to go on to the next session when one is over."""
        self._news = News()
        self._watch, self._follow = watch, follow
        self._closed = threading.Event()
        self._watching: Watching | None = None
        self._thread = threading.Thread(target=self._run, name="garrison-watch", daemon=True)
        self._thread.start()

    @property
    def news(self) -> News:
        """How it stands now."""
        return self._news

    def close(self) -> None:
        """Ends the thread; a second call does nothing."""
        self._closed.set()
        if self._watching is not None:
            self._watching.close()
        self._thread.join(5.0)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._read()
                self._say("over")
                if not self._follow:
                    return
            except SessionNotFoundError as error:
                self._say("waiting", str(error))
            except (UnavailableError, DeadlineError) as error:
                self._say("lost", str(error))
            except ForeignSessionError as error:
                if not self._follow:
                    return self._say("refused", str(error))
                self._say("waiting", str(error))
            except GarrisonError as error:
                return self._say("refused", str(error))
            self._closed.wait(AGAIN_S)

    def _read(self) -> None:
        with self._watch() as self._watching:
            if self._closed.is_set():
                return
            for seen in self._watching:
                before = self._news
                self._news = News("live", "", seen, before.states + 1, before.dropped + seen.dropped)

    def _say(self, stage: Stage, words: str = "") -> None:
        self._news = replace(self._news, stage=stage, words=words)
