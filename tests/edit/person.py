"""A person at the editor's window: real events, frames in between, and patience with the server."""

import time
from collections.abc import Callable

import pygame

from garrison.edit.editor_screen import EditorScreen
from garrison.edit.scale import to_canvas
from garrison.play.app import App

PATIENCE_S = 120.0
FRAME_S = 1 / 60


class Person:
    """Clicks, drags and types into one window."""

    def __init__(self, app: App, screen: EditorScreen) -> None:
        """screen: on top of the app, or to be laid there."""
        self.app, self.screen, self.desk = app, screen, screen.desk
        if app.top is not screen:
            app.push(screen)
        self.settle()

    def settle(self) -> None:
        """Waits until the server has spoken about the version shown."""
        self.wait(lambda: self.desk.is_checked and self.screen.picture is not None)

    def wait(self, until: Callable[[], bool]) -> None:
        give_up_s = time.monotonic() + PATIENCE_S
        self.app.frame(FRAME_S)
        while not until():
            assert time.monotonic() < give_up_s, f"still waiting; the report is {self.desk.report}"
            time.sleep(0.002)
            self.app.frame(FRAME_S)
        self.app.frame(FRAME_S)

    def post(self, kind: int, **facts: object) -> None:
        pygame.event.post(pygame.event.Event(kind, **facts))
        self.app.frame(FRAME_S)

    def at(self, x: float, y: float) -> tuple[int, int]:
        """A place of the map in the window."""
        column, row = to_canvas((x, y))
        return min(round(column), 511), min(round(row), 511)

    def drag(self, *places: tuple[float, float], button: int = 1) -> None:
        """Presses at the first place of the map, moves over the others, lets go."""
        spots = [self.at(*place) for place in places]
        self.post(pygame.MOUSEMOTION, pos=spots[0], rel=(0, 0), buttons=(0, 0, 0))
        self.post(pygame.MOUSEBUTTONDOWN, pos=spots[0], button=button)
        for spot in spots[1:]:
            self.post(pygame.MOUSEMOTION, pos=spot, rel=(1, 1), buttons=(1, 0, 0))
        self.post(pygame.MOUSEBUTTONUP, pos=spots[-1], button=button)

    click = drag

    def press(self, name: str, button: int = 1) -> None:
        """Clicks on the thing of that name in the panel of the top screen."""
        pad = getattr(self.app.top, "pad")  # noqa: B009
        area = next(area for area in reversed(pad._areas) if area.name == name)
        self.post(pygame.MOUSEMOTION, pos=area.rect.center, rel=(0, 0), buttons=(0, 0, 0))
        self.post(pygame.MOUSEBUTTONDOWN, pos=area.rect.center, button=button)
        self.post(pygame.MOUSEBUTTONUP, pos=area.rect.center, button=button)

    def key(self, key: int, mod: int = 0) -> None:
        self.post(pygame.KEYDOWN, key=key, mod=mod, unicode="")

    def type(self, text: str) -> None:
        for character in text:
            self.post(pygame.KEYDOWN, key=ord(character.lower()), mod=0, unicode=character)

    def fill(self, name: str, text: str) -> None:
        """Types into a field, instead of what was in it."""
        self.press(name)
        self.type(text)
        self.key(pygame.K_RETURN)
