"""The window of an environment with render_mode "human": what its agent does, as a watcher sees it."""

import time
from typing import Final

import pygame

from garrison.play.action_words import Wording
from garrison.play.app import FRAMES_PER_S, App
from garrison.play.watch_feed import News
from garrison.play.watch_screen import VIEWS as VIEWS
from garrison.play.watch_screen import WatchScreen
from garrison.watching import Seen
from garrison_proto.records import Description, Outcome

TITLE: Final = "Garrison: an environment"


class EnvWindow:
    """Opens at once; raises DisplayError. When it is closed by hand, the environment plays on unseen and unpaced."""

    def __init__(self, description: Description) -> None:
        self._level = description.level.name
        self._feed = OutcomeFeed()
        self._app: App | None = App(TITLE)
        self._app.push(WatchScreen(self._feed, Wording.of(description), ""))

    def show(self, outcome: Outcome) -> None:
        """Shows an outcome of one slot, with the views VIEWS."""
        self._feed.take(Seen(outcome, 0, f"seed {outcome.seeds[0]}", self._level))
        self._frame()

    def wait(self, until_s: float) -> None:
        """Keeps the window alive until that moment of time.monotonic()."""
        clock = pygame.time.Clock()
        while self._app is not None and time.monotonic() < until_s:
            clock.tick(FRAMES_PER_S)
            self._frame()

    def close(self) -> None:
        """Closes the window; a second call does nothing."""
        if self._app is not None:
            self._app.close()
            self._app = None

    def _frame(self) -> None:
        if self._app is not None and not self._app.frame(1 / FRAMES_PER_S):
            self.close()


class OutcomeFeed:
    """News that the environment brings itself."""

    def __init__(self) -> None:
        self.news = News("here")

    def take(self, seen: Seen) -> None:
        """One more state."""
        self.news = News("here", "", seen, self.news.states + 1)

    def close(self) -> None:
        """Holds nothing."""
