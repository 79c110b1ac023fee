"""Screens that wait for a server: while it starts, and when it is gone."""

from collections.abc import Callable
from typing import Final

import pygame

from garrison.errors import GarrisonError, SessionNotFoundError
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.game import Game
from garrison.play.game_plan import GamePlan
from garrison.play.host import Host, Preparation
from garrison.play.screen import Screen
from garrison.play.widgets import Button, draw_panel, offer

LONG_S: Final = 4.0  # a start that takes longer is explained
RETRY_S: Final = 2.0
CARD: Final = pygame.Rect(154, 150, 460, 212)


class StartingScreen(Screen):
    """Waits for the host; then calls `up()`, or `failed(error)`."""

    def __init__(self, host: Host, up: Callable[[], None], failed: Callable[[GarrisonError], None]) -> None:
        self.host, self._up, self._failed = host, up, failed

    def handle(self, event: pygame.event.Event) -> None:
        """Escape ends it."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.app.quit()

    def update(self, seconds: float) -> None:
        """Looks whether the server is there."""
        if self.host.connection is not None:
            self._up()
        elif self.host.fault is not None:
            self._failed(self.host.fault)

    def draw(self, canvas: Canvas) -> None:
        """What is waited for, and how long already."""
        words = f"Connecting to {self.host.target} ..." if self.host.target else "Starting the game ..."
        why = "The first start on a machine compiles the game; that can take a few minutes, once."
        draw_waiting(canvas, words, self.host.seconds, "" if self.host.target else why)


class PreparingScreen(Screen):
    """Waits for a game of several seats to be prepared; then calls `ready(plan)`, or `failed(error)`. It is gone before that."""

    def __init__(self, preparation: Preparation, ready: Callable[[GamePlan], None], failed: Callable[[GarrisonError], None]) -> None:
        self.preparation, self._ready, self._failed = preparation, ready, failed

    def handle(self, event: pygame.event.Event) -> None:
        """Escape goes back."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.app.pop()

    def update(self, seconds: float) -> None:
        """Looks whether it is done."""
        plan, fault = self.preparation.plan, self.preparation.fault
        if plan is not None:
            self.app.pop()
            self._ready(plan)
        elif fault is not None:
            self.app.pop()
            self._failed(fault)

    def draw(self, canvas: Canvas) -> None:
        """What is waited for."""
        why = "The first game of so many on a machine is compiled; that can take a minute or two, once."
        draw_waiting(canvas, "Everybody takes a seat ...", self.preparation.seconds, why)


def draw_waiting(canvas: Canvas, words: str, seconds: float, why: str) -> None:
    """What is waited for, and how long already; `why` it takes long, if it does."""
    middle = theme.WIDTH / 2
    canvas.text("Garrison", (middle, 190), theme.TITLE, theme.GOLD, anchor="center")
    canvas.text(words, (middle, 230), theme.BODY, anchor="center")
    for place in range(3):
        lit = int(seconds * 3) % 3 == place
        canvas.circle((middle + (place - 1) * 16, 258), 4, theme.GOLD if lit else theme.BUTTON_OFF)
    if seconds > LONG_S and why:
        canvas.text(why, (middle, 290), theme.SMALL, theme.FAINT, anchor="center")
        canvas.text(f"{seconds:.0f} s so far", (middle, 306), theme.SMALL, theme.FAINT, anchor="center")


class GoneScreen(Screen):
    """The server is gone in the middle of a game: tries to take the game up again, and offers a new one."""

    overlay = True

    def __init__(self, game: Game, host: Host, anew: Callable[[], None], leave: Callable[[], None]) -> None:
        """anew(): a new game of the level, on another server if need be. leave(): back to the levels."""
        self.game, self.host = game, host
        self.words = str(game.trouble)
        self.hopeless = ""  # why the game cannot be taken up again
        y, width = CARD.bottom - 44, 138
        self.buttons = [
            Button(pygame.Rect(CARD.left + 12, y, width, 32), "Reconnect now", self.try_again, pygame.K_RETURN, "Enter"),
            Button(pygame.Rect(CARD.left + 161, y, width, 32), "New game", anew, pygame.K_n, "N"),
            Button(pygame.Rect(CARD.right - 12 - width, y, width, 32), "Leave", leave, pygame.K_ESCAPE, "Esc"),
        ]
        self._wait_s = RETRY_S

    def handle(self, event: pygame.event.Event) -> None:
        """The buttons."""
        offer(self.buttons, event)

    def update(self, seconds: float) -> None:
        """Tries from time to time; the longer a try takes, the more seldom."""
        self._wait_s -= seconds
        if not self.hopeless and (self._wait_s <= 0 or self.host.ended):
            self.try_again()
        self.buttons[0].off = self.hopeless

    def try_again(self) -> None:
        """Takes the game up again where the server still has it."""
        began_ms = pygame.time.get_ticks()
        self._wait_s = RETRY_S
        self.hopeless = self.host.ended and f"{self.host.ended} Its games are gone with it."
        if self.hopeless:
            return
        try:
            self.game.reattach()
        except SessionNotFoundError:
            self.hopeless = "The server answers, but has this game no more: it was started anew, or waited too long."
        except GarrisonError as error:
            self.words = str(error)
            self._wait_s = max(RETRY_S, 3 * (pygame.time.get_ticks() - began_ms) / 1000)
        else:
            self.app.pop()
            self.app.tell("Connected again.")

    def draw(self, canvas: Canvas) -> None:
        """What is known, and what is being done about it."""
        canvas.shade(150)
        y = draw_panel(canvas, CARD, "The game has ended with its server" if self.hopeless else "The server does not answer")
        box = (CARD.left + theme.PAD, y, CARD.width - 2 * theme.PAD, 40)
        hope = "Garrison tries to connect again. The game waits on the server for ten minutes; it goes on where it was."
        y = canvas.paragraph(self.hopeless or hope, box, theme.BODY) + theme.GAP
        if not self.hopeless:
            with canvas.clip((CARD.left, CARD.top, CARD.width, CARD.height - 52)):
                canvas.paragraph(self.words, (box[0], y, box[2], 40), theme.SMALL, theme.FAINT)
        for button in self.buttons:
            button.draw(canvas)
