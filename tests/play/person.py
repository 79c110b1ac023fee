"""A person at the window, for the tests: moves the mouse, clicks, presses keys, waits, and looks at the text view."""

import time
from typing import Any

import pygame

from garrison.play.app import App
from garrison.play.game_screen import GameScreen
from garrison.play.hand import Hand
from garrison.play.map_places import Place, to_frame

FRAME_S = 1 / 60


class Person:
    """Sits before the game that lies on top of the window."""

    def __init__(self, app: App) -> None:
        assert isinstance(app.top, GameScreen)
        self.app, self.screen, self.game = app, app.top, app.top.game
        self.seat = self.screen.first.seat

    @property
    def hand(self) -> Hand:
        return self.screen.first.hand

    @property
    def said(self) -> str:
        """What the window told last."""
        return self.screen.first.said

    def frames(self, count: int) -> None:
        for _ in range(count):
            self.app.frame(FRAME_S)

    def move(self, pos: Place) -> None:
        pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=pos, rel=(0, 0), buttons=(0, 0, 0)))

    def click(self, pos: Place, button: int = 1) -> None:
        """At a place of the window."""
        self.move(pos)
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            pygame.event.post(pygame.event.Event(kind, pos=pos, button=button))
        self.frames(4)

    def click_map(self, place: Place, button: int = 1) -> None:
        self.click(to_frame(*place), button)

    def press(self, *keys: int, mod: int = 0) -> None:
        for key in keys:
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
            self.frames(4)

    def choose(self, command: str) -> None:
        """Clicks an entry of the ring."""
        ring = self.hand.ring
        assert ring is not None
        number = [entry.command for entry in ring.entries].index(command)
        self.click(ring.place(number))

    def tower(self, place: Place) -> dict[str, Any]:
        return next(t for t in self.game.text["Level_Towers_Realtime_Status"] if (t["Position"]["X"], t["Position"]["Y"]) == place)

    @property
    def gold(self) -> float:
        return float(self.game.text["Level_Current_Gold_Coins"])


def wait_for(app: App, kind: type, seconds: float = 120.0) -> None:
    """Until a screen of this kind lies on top: real time, since a server that starts takes what it takes."""
    until_s = time.monotonic() + seconds
    while not isinstance(app.top, kind):
        assert time.monotonic() < until_s, f"{type(app.top).__name__} lies on top; wanted {kind.__name__}"
        app.frame(FRAME_S)
