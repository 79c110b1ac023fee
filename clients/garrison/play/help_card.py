"""The help card: every key and what it does, in columns, over whatever screen asked for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.screen import Screen
from garrison.play.widgets import Button, draw_hint, draw_panel, offer

CARD: Final = pygame.Rect(44, 20, 680, 472)
COLUMNS: Final = 2
KEYS_WIDE: Final = 92  # of the keys' names, left of what they do
LINE: Final = 17

Sections = Mapping[str, Sequence[tuple[str, str]]]  # heading -> (key's name, what it does)


class HelpCard(Screen):
    """Goes away with H, Escape or a click on Close. `guide()` starts the beginner's guide; None: it cannot be had here."""

    overlay = True

    def __init__(self, sections: Sections, guide: Callable[[], None] | None = None) -> None:
        self.sections = sections
        self.buttons = [
            Button(pygame.Rect(CARD.right - 136, CARD.bottom - 40, 124, 28), "Close", lambda: self.app.pop(), pygame.K_ESCAPE, "Esc"),
        ]
        if guide is not None:
            show = Button(pygame.Rect(CARD.left + 12, CARD.bottom - 40, 180, 28), "Show the beginner's guide", guide, pygame.K_g, "G")
            self.buttons.append(show)

    def handle(self, event: pygame.event.Event) -> None:
        """A second H closes too."""
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_h, pygame.K_F1, pygame.K_RETURN):
            self.app.pop()
        else:
            offer(self.buttons, event)

    def draw(self, canvas: Canvas) -> None:
        """Sections fill one column after another; none is broken."""
        canvas.shade(140)
        top = draw_panel(canvas, CARD, "Keys")
        width = (CARD.width - 2 * theme.PAD) // COLUMNS
        for column, sections in enumerate(in_columns(self.sections)):
            x, y = CARD.left + theme.PAD + column * width, top
            for heading, rows in sections:
                canvas.text(heading, (x, y), theme.BODY, theme.GOLD)
                y += LINE + 2
                for key, words in rows:
                    canvas.text(key, (x, y), theme.SMALL, theme.SKY)
                    lines = canvas.wrapped(words, width - KEYS_WIDE - 12, theme.SMALL)
                    for line in lines:
                        canvas.text(line, (x + KEYS_WIDE, y), theme.SMALL)
                        y += LINE - 3 if line is not lines[-1] else LINE
                y += 8
        for button in self.buttons:
            button.draw(canvas)
        draw_hint(canvas, self.buttons)


def in_columns(sections: Sections) -> list[list[tuple[str, Sequence[tuple[str, str]]]]]:
    """The sections in order, shared out so that each column but the last holds at least its share of the lines."""
    lengths = {heading: len(rows) + 2 for heading, rows in sections.items()}
    share = sum(lengths.values()) / COLUMNS
    columns: list[list[tuple[str, Sequence[tuple[str, str]]]]] = [[] for _ in range(COLUMNS)]
    before = 0.0
    for heading, rows in sections.items():
        columns[min(int((before + lengths[heading] / 2) / share), COLUMNS - 1)].append((heading, rows))
        before += lengths[heading]
    return columns
