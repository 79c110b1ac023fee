"""Overlays of the editor: a question with a few answers, a line to type, and the card of all keys."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import pygame

from garrison.edit.pad import Pad
from garrison.edit.panel import columns
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.screen import Screen
from garrison.play.widgets import draw_panel

KEYS: Final = (
    ("V R T B H P E", "tools: select, road, tower point, base, hero, paint, erase"),
    ("N", "new path: then click where it begins"),
    ("drag", "moves what is under the mouse; right-click deletes it"),
    ("Del, arrows", "delete or nudge what is selected (Shift: further)"),
    ("G, M", "grid, marks"),
    ("1 2 3 4", "panels: map, waves, numbers, level"),
    ("Ctrl+Z, Ctrl+Y", "undo, redo"),
    ("Ctrl+S", "save; with Shift: save as"),
    ("F5", "play it at once; Esc brings you back here"),
    ("F6", "test run: what happens if nobody plays"),
    ("wheel", "scrolls waves and faults; over the map: the brush's width"),
    ("F11, F12", "full screen, picture of the window"),
    ("F1", "this card"),
)


class Question(Screen):
    """Words and answers; the first answer's key is Enter, the last one's is Esc."""

    overlay = True

    def __init__(self, title: str, words: str, answers: Sequence[tuple[str, Callable[[], None]]]) -> None:
        self.title, self.words, self.answers = title, words, answers
        self.pad = Pad()

    def handle(self, event: pygame.event.Event) -> None:
        if self.pad.handle(event) or event.type != pygame.KEYDOWN:
            return
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self.answer(self.answers[0][1])
        elif event.key == pygame.K_ESCAPE:
            self.answer(self.answers[-1][1])

    def update(self, seconds: float) -> None:
        self.pad.update(seconds)

    def answer(self, act: Callable[[], None]) -> None:
        """Closes, and does what was answered."""
        self.app.pop()
        act()

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(150)
        self.pad.begin(canvas, self.app.mouse())
        box = pygame.Rect(0, 0, 400, 150)
        box.center = theme.WIDTH // 2, theme.HEIGHT // 2
        y = draw_panel(canvas, box, self.title)
        self.draw_middle(canvas, pygame.Rect(box.left + theme.PAD, round(y), box.width - 2 * theme.PAD, 60))
        row = pygame.Rect(box.left + theme.PAD, box.bottom - 42, box.width - 2 * theme.PAD, 30)
        for cell, (label, act) in zip(columns(row, len(self.answers), 8), self.answers, strict=True):
            self.pad.button(cell, label, partial(self.answer, act), size=theme.BODY)

    def draw_middle(self, canvas: Canvas, rect: pygame.Rect) -> None:
        """What stands between title and answers."""
        canvas.paragraph(self.words, rect, theme.BODY)


class Ask(Question):
    """A line to type; `commit` gets it."""

    def __init__(self, title: str, words: str, value: str, label: str, commit: Callable[[str], None]) -> None:
        super().__init__(title, words, ((label, lambda: commit(self.value)), ("Cancel", lambda: None)))
        self.value = value
        self._is_new = True

    def draw_middle(self, canvas: Canvas, rect: pygame.Rect) -> None:
        canvas.paragraph(self.words, rect, theme.SMALL, theme.FAINT)
        self.pad.entry(pygame.Rect(rect.left, rect.top + 30, rect.width, 24), "line", self.value, self._set)
        if self._is_new:
            self._is_new = False
            self.pad.focus("line")

    def handle(self, event: pygame.event.Event) -> None:
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_ESCAPE):
            if event.key != pygame.K_ESCAPE:
                self.pad.finish()
            self.answer(self.answers[0 if event.key != pygame.K_ESCAPE else -1][1])
            return
        super().handle(event)

    def _set(self, text: str) -> None:
        self.value = text


class KeyCard(Screen):
    """All keys; any key or click closes it."""

    overlay = True

    def handle(self, event: pygame.event.Event) -> None:
        if event.type in (pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN):
            self.app.pop()

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(150)
        box = pygame.Rect(0, 0, 520, 24 * len(KEYS) + 70)
        box.center = theme.WIDTH // 2, theme.HEIGHT // 2
        y = draw_panel(canvas, box, "The editor's keys")
        for keys, words in KEYS:
            canvas.text(keys, (box.left + theme.PAD, y), theme.BODY, theme.GOLD)
            canvas.text(words, (box.left + 130, y), theme.BODY)
            y += 24
