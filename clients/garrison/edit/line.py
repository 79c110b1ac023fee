"""A line of text that is being typed, with a caret. At first all of it is marked: what is typed takes its place."""

import contextlib
from typing import Final

import pygame

CARET: Final = "|"


class Line:
    """The text, and where in it the next character goes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.caret = len(text)
        self.is_marked = bool(text)

    @property
    def shown(self) -> str:
        """The text with the caret in it."""
        return self.text[: self.caret] + CARET + self.text[self.caret :]

    def press(self, event: pygame.event.Event) -> None:
        """One key."""
        if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
            self._press_with_control(event.key)
        elif event.key in (pygame.K_LEFT, pygame.K_RIGHT, pygame.K_HOME, pygame.K_END):
            places = {pygame.K_LEFT: self.caret - 1, pygame.K_RIGHT: self.caret + 1, pygame.K_HOME: 0, pygame.K_END: len(self.text)}
            self.caret = min(max(places[event.key], 0), len(self.text))
            self.is_marked = False
        elif event.key in (pygame.K_BACKSPACE, pygame.K_DELETE):
            self._delete(self.caret - (event.key == pygame.K_BACKSPACE))
        else:
            self.put(event.unicode)

    def put(self, text: str) -> None:
        """Text at the caret, or in place of all if that is marked; what cannot be printed is left out."""
        written = "".join(character for character in text if character.isprintable())
        if written and self.is_marked:
            self.text, self.caret, self.is_marked = "", 0, False
        self.text = self.text[: self.caret] + written + self.text[self.caret :]
        self.caret += len(written)

    def _delete(self, at: int) -> None:
        if self.is_marked:
            self.text, self.caret, self.is_marked = "", 0, False
        elif 0 <= at < len(self.text):
            self.text = self.text[:at] + self.text[at + 1 :]
            self.caret = at

    def _press_with_control(self, key: int) -> None:
        if key == pygame.K_a:
            self.is_marked = bool(self.text)
        elif key in (pygame.K_c, pygame.K_x, pygame.K_v):
            with contextlib.suppress(pygame.error):  # a desktop without a clipboard
                if key == pygame.K_v:
                    self.put(pygame.scrap.get_text())
                else:
                    pygame.scrap.put_text(self.text)
            if key == pygame.K_x:
                self.text, self.caret, self.is_marked = "", 0, False
