"""A card on which a player writes to the allies: some sentences to choose from, or one typed. The game waits behind it."""

from collections.abc import Callable
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.screen import Screen
from garrison.play.widgets import Button, draw_panel, offer
from garrison_proto.modes import LONGEST_MESSAGE

CARD: Final = pygame.Rect(66, 130, 380, 252)
LINE: Final = 26
SENTENCES: Final = (
    "Help me!",
    "I build here.",
    "Save your gold.",
    "Please give me gold.",
    "Take the coin.",
    "Well done!",
)


class MessageCard(Screen):
    """`send(words)` is called once, or never: Esc sends nothing."""

    overlay = True

    def __init__(self, name: str, colour: theme.Colour, send: Callable[[str], None]) -> None:
        """name, colour: of who speaks."""
        self.name, self.colour, self._send = name, colour, send
        self.typed = ""
        left, wide = CARD.left + theme.PAD, (CARD.width - 2 * theme.PAD - theme.GAP) // 2
        self.buttons = [
            Button(
                pygame.Rect(left + (wide + theme.GAP) * (place % 2), CARD.top + 44 + LINE * (place // 2), wide, LINE - 4),
                words, lambda words=words: self._say(words), key_name=f"{place + 1}", size=theme.SMALL,  # type: ignore[misc]
            )
            for place, words in enumerate(SENTENCES)
        ]  # fmt: skip
        foot = CARD.bottom - 40
        self.buttons += [
            Button(pygame.Rect(left, foot, wide, 28), "Say it", lambda: self._say(self.typed), key_name="Enter"),
            Button(pygame.Rect(left + wide + theme.GAP, foot, wide, 28), "Nothing", lambda: self.app.pop(), pygame.K_ESCAPE, "Esc"),
        ]

    def handle(self, event: pygame.event.Event) -> None:
        """A figure chooses a sentence while nothing was typed; everything else is typed."""
        if offer(self.buttons, event) or event.type != pygame.KEYDOWN:
            return
        letter = event.unicode
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self._say(self.typed)
        elif event.key == pygame.K_BACKSPACE:
            self.typed = self.typed[:-1]
        elif not self.typed and letter.isdecimal() and letter.isascii() and 1 <= int(letter) <= len(SENTENCES):
            self._say(SENTENCES[int(letter) - 1])
        elif letter and letter.isprintable() and len(self.typed) < LONGEST_MESSAGE:
            self.typed += letter

    def draw(self, canvas: Canvas) -> None:
        """The sentences, the line that is typed, the buttons."""
        canvas.shade(110)
        draw_panel(canvas, CARD, f"{self.name}: what do you say?")
        canvas.fill((CARD.left, CARD.top, 5, CARD.height), self.colour)
        box = pygame.Rect(CARD.left + theme.PAD, CARD.top + 132, CARD.width - 2 * theme.PAD, 44)
        canvas.fill(box, theme.NIGHT, radius=4)
        words = self.typed + "_" if self.typed else "or type something: at most 120 characters"
        with canvas.clip(box):
            canvas.paragraph(words, box.inflate(-12, -10), theme.BODY, theme.INK if self.typed else theme.OFF)
        self.buttons[-2].off = "" if self.typed.strip() else "nothing was typed"
        for button in self.buttons:
            button.draw(canvas)

    def _say(self, words: str) -> None:
        if words.strip():
            self.app.pop()
            self._send(words.strip())
