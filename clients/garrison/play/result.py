"""The end of a game: the score, what leaked, and where to go from here. It lies over the last picture of the game."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas, line_height
from garrison.play.scores import Best
from garrison.play.screen import Screen
from garrison.play.widgets import Button, draw_hint, draw_panel, offer

TICK_S: Final = 0.02
CARD: Final = pygame.Rect(104, 48, 560, 416)
HEADLINES: Final = {"won": ("The base has held", theme.GOOD), "lost": ("The base has fallen", theme.BAD), "cut": ("Time is up", theme.GOLD)}


class Part(NamedTuple):
    """What a seat has done in a game."""

    name: str
    colour: theme.Colour
    words: str


@dataclass(frozen=True)
class Result:
    """A finished game."""

    title: str
    status: str  # "won", "lost", "cut"
    score: float  # in [-life, 0]
    life: int
    wave: int  # begun
    waves: int  # in all
    ticks: int
    seed: int
    actions: int  # orders that were carried out
    refused: int  # orders that were not
    leaks: Mapping[str, int]  # by kind, most first
    best: Best | None = None  # of the games before
    is_best: bool = False
    note: str = ""  # where the replay was saved
    faults: tuple[str, ...] = ()  # what could not be saved, as sentences
    parts: tuple["Part", ...] = ()  # of each seat, where there are several
    ranked: bool = True  # whether it can be the best game of its level
    attacked: bool = False  # by the person at the window, who wins when the base falls

    @property
    def normalised(self) -> float:
        """0 for doing nothing, 1 for losing no life, which is the best known score on each benchmark level."""
        return (self.score + self.life) / self.life


class ResultScreen(Screen):
    """`again()`, `onward()` (None: there is no next level) and `choose()` say what the buttons do."""

    overlay = True

    def __init__(
        self, result: Result, again: Callable[[], None], onward: Callable[[], None] | None, choose: Callable[[], None], back: str = "Levels"
    ) -> None:
        """back: what the button for `choose` is called."""
        self.result = result
        y, width = CARD.bottom - 46, (CARD.width - 2 * theme.PAD - 16) // 3
        left = CARD.left + theme.PAD
        self.buttons = [
            Button(pygame.Rect(left, y, width, 32), "Again", again, pygame.K_r, "R", "The same level from the start"),
            Button(
                pygame.Rect(left + width + 8, y, width, 32), "Next level", onward or (lambda: None), pygame.K_n, "N",
                off="" if onward else "there is no level after this one",
            ),
            Button(pygame.Rect(left + 2 * (width + 8), y, width, 32), back, choose, pygame.K_ESCAPE, "Esc", f"Back to the {back.lower()}"),
        ]  # fmt: skip
        self.default = onward if result.status == "won" and onward else again
        self._age_s = 0.0

    def handle(self, event: pygame.event.Event) -> None:
        """Enter goes on after a victory and tries again after a defeat."""
        if self._age_s < 0.4:
            return  # whoever was still clicking in the game shall not leave by that
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self.default()
        else:
            offer(self.buttons, event)

    def update(self, seconds: float) -> None:
        """The card fades in."""
        self._age_s += seconds

    def draw(self, canvas: Canvas) -> None:
        """Headline, score, numbers at the left, leaks at the right, notes, buttons."""
        canvas.shade(round(min(self._age_s / 0.4, 1.0) * 150))
        headline, colour = HEADLINES[self.result.status]
        if self.result.attacked:
            colour = {theme.GOOD: theme.BAD, theme.BAD: theme.GOOD}.get(colour, colour)
        draw_panel(canvas, CARD)
        canvas.fill((CARD.left + 1, CARD.top + 1, CARD.width - 2, 40), theme.NIGHT, radius=6)
        canvas.fill((CARD.left + 1, CARD.top + 20, CARD.width - 2, 33), theme.NIGHT)
        canvas.text(headline, (CARD.left + 20, CARD.top + 14), theme.TITLE, colour)
        canvas.text(self.result.title, (CARD.right - 20, CARD.top + 20), theme.BODY, theme.FAINT, anchor="topright")
        self._draw_score(canvas, CARD.top + 66)
        self._draw_numbers(canvas, pygame.Rect(CARD.left + 20, CARD.top + 138, 240, 180))
        self._draw_leaks(canvas, pygame.Rect(CARD.left + 300, CARD.top + 138, 240, 180))
        self._draw_notes(canvas, CARD.bottom - 94)
        for button in self.buttons:
            button.draw(canvas)
        draw_hint(canvas, self.buttons)

    def _draw_score(self, canvas: Canvas, y: float) -> None:
        result = self.result
        left, wide = CARD.left + 20, CARD.width - 40
        kept = max(result.life + round(result.score), 0)
        canvas.text(f"{kept} of {result.life} lives kept", (left, y), theme.HEADING)
        words = (
            ""
            if not result.ranked
            else "a new best!"
            if result.is_best and result.best
            else "your first game on this level"
            if result.is_best
            else _before(result)
        )
        canvas.text(words, (left + wide, y + 3), theme.BODY, theme.GOLD if result.is_best else theme.FAINT, anchor="topright")
        bar = pygame.Rect(left, round(y) + 26, wide, 10)
        canvas.fill(bar, theme.BUTTON_OFF, radius=3)
        if kept:
            canvas.fill((bar.left, bar.top, bar.width * kept / result.life, bar.height), _bar_colour(result.normalised), radius=3)
        scale = f"score {result.score:g}, which is {result.normalised:.2f} between doing nothing (0) and losing no life (1)"
        canvas.text(scale, (left, y + 42), theme.SMALL, theme.FAINT)

    def _draw_numbers(self, canvas: Canvas, box: pygame.Rect) -> None:
        result = self.result
        minutes, seconds = divmod(round(result.ticks * TICK_S), 60)
        rows = (
            ("Waves", f"{result.wave} of {result.waves}"),
            ("Time", f"{minutes}:{seconds:02d}"),
            ("Orders", f"{result.actions}"),
            ("Refused", f"{result.refused}"),
            ("Seed", f"{result.seed}"),
        )
        if result.parts:
            self._draw_parts(canvas, (*rows[:2], rows[4]), box)
            return
        canvas.text("The game", box.topleft, theme.BODY, theme.GOLD)
        for number, (name, value) in enumerate(rows):
            y = box.top + 22 + number * 19
            canvas.text(name, (box.left, y), theme.BODY, theme.FAINT)
            canvas.text(value, (box.right, y), theme.BODY, anchor="topright")

    def _draw_parts(self, canvas: Canvas, rows: Sequence[tuple[str, str]], box: pygame.Rect) -> None:
        """The game in one line, and two for each seat."""
        canvas.text("The game", box.topleft, theme.BODY, theme.GOLD)
        canvas.text("   ".join(f"{name} {value}" for name, value in rows), (box.left, box.top + 20), theme.SMALL, theme.FAINT)
        for number, part in enumerate(self.result.parts):
            y = box.top + 38 + number * 31
            canvas.fill((box.left, y + 1, 4, 26), part.colour)
            canvas.text(part.name, (box.left + 10, y), theme.BODY, part.colour)
            canvas.text(part.words, (box.left + 10, y + 15), theme.SMALL)

    def _draw_leaks(self, canvas: Canvas, box: pygame.Rect) -> None:
        leaks = self.result.leaks
        canvas.text("Who reached the base", box.topleft, theme.BODY, theme.GOLD)
        y = box.top + 22
        if not leaks:
            canvas.text("Nobody.", (box.left, y), theme.BODY, theme.GOOD)
            return
        rows = list(leaks.items())
        size, pitch = (theme.BODY, 19) if len(rows) <= 8 else (theme.SMALL, 14)
        room = len(rows) if len(rows) <= 11 else 10
        most = max(leaks.values())
        for name, count in rows[:room]:
            canvas.text(name, (box.left, y), size)
            canvas.fill((box.left + 104, y + 2, 96 * count / most, size - 4), theme.BAD, radius=2)
            canvas.text(f"{count}", (box.right, y), size, anchor="topright")
            y += pitch
        if len(rows) > room:
            words = f"and {sum(count for _, count in rows[room:])} of {len(rows) - room} other kinds"
            canvas.text(words, (box.left, y), size, theme.FAINT)

    def _draw_notes(self, canvas: Canvas, y: float) -> None:
        """At most three lines."""
        notes = [(self.result.note, theme.FAINT)] if self.result.note else []
        notes += [(fault, theme.BAD) for fault in self.result.faults]
        lines = [(line, colour) for words, colour in notes for line in canvas.wrapped(words, CARD.width - 40, theme.SMALL)]
        for line, colour in lines[:3]:
            canvas.text(line, (CARD.left + 20, y), theme.SMALL, colour)
            y += line_height(theme.SMALL)


def _before(result: Result) -> str:
    """The best game there was, in words."""
    if result.best is None:
        return ""
    return f"best: {result.life + round(result.best.score)} lives kept" if result.best.won else "best: not won"


def _bar_colour(normalised: float) -> theme.Colour:
    return theme.GOOD if normalised >= 0.75 else theme.GOLD if normalised >= 0.4 else theme.BAD
