"""A card on which one chooses who plays: alone, two people, with an agent, against an attacker, as the attacker, or in the commons."""

from collections.abc import Callable
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.lineup import Lineup
from garrison.play.screen import Screen
from garrison.play.widgets import Button, draw_panel, offer

ROW: Final = 44
WIDE: Final = 484
CHOICES: Final = (
    ("Alone", "You hold the base against the level's own waves.", Lineup()),
    ("Two people", "One base, two purses: one has the mouse, the other W A S D.", Lineup("alliance", people=2)),
    ("You and Greedy", "A simple agent builds and fights beside you.", Lineup("alliance", partners=("greedy",))),
    ("You and Expert", "A stronger one, which plans ahead.", Lineup("alliance", partners=("expert",))),
    ("Against waves", "A siege: the level's own waves, on roads that you do not know.", Lineup("siege", attacker="attack-waves")),
    ("Against a rush", "A siege: it saves, and then rushes your weakest road.", Lineup("siege", attacker="attack-rush")),
    ("You attack", "A siege: you send the enemies, and Greedy defends.", Lineup("siege", 0, ("greedy",))),
    ("The commons", "You keep one lane of eight, and share walls. It has no level.", Lineup("commons")),
)


class LineupCard(Screen):
    """`choose(lineup)` is called once, or never: Esc leaves everything as it was."""

    overlay = True

    def __init__(self, now: Lineup, choose: Callable[[Lineup], None]) -> None:
        self._choose = choose
        self.rect = pygame.Rect(0, 0, WIDE, 60 + ROW * len(CHOICES))
        self.rect.center = theme.WIDTH // 2, theme.HEIGHT // 2
        left, top = self.rect.left + theme.PAD, self.rect.top + 46
        self.buttons = [
            Button(
                pygame.Rect(left, top + ROW * place, 124, ROW - 14), label, lambda lineup=lineup: self._take(lineup),  # type: ignore[misc]
                pygame.K_1 + place, f"{place + 1}", chosen=lineup == now,
            )
            for place, (label, _, lineup) in enumerate(CHOICES)
        ]  # fmt: skip

    def handle(self, event: pygame.event.Event) -> None:
        """The buttons; Escape leaves."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.app.pop()
        else:
            offer(self.buttons, event)

    def draw(self, canvas: Canvas) -> None:
        """A row for each choice."""
        canvas.shade(140)
        draw_panel(canvas, self.rect, "Who plays?")
        canvas.text("Esc", (self.rect.right - theme.PAD, self.rect.top + theme.PAD), theme.SMALL, theme.OFF, anchor="topright")
        for button, (_, words, _) in zip(self.buttons, CHOICES, strict=True):
            button.draw(canvas)
            canvas.text(words, (button.rect.right + 10, button.rect.centery), theme.SMALL, theme.FAINT, anchor="midleft")

    def _take(self, lineup: Lineup) -> None:
        self.app.pop()
        self._choose(lineup)
