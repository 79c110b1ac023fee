"""The first screen while there is no other."""

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.screen import Screen
from garrison.play.widgets import Button, draw_hint, draw_panel, offer


class Placeholder(Screen):
    """A panel and a button."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.buttons = [Button(pygame.Rect(524, 464, 232, 36), "Leave", lambda: self.app.quit(), pygame.K_ESCAPE, "Esc", hint="Ends it")]

    def handle(self, event: pygame.event.Event) -> None:
        offer(self.buttons, event)

    def draw(self, canvas: Canvas) -> None:
        draw_panel(canvas, pygame.Rect(theme.FRAME, 0, theme.PANEL, theme.HEIGHT), self.words)
        for button in self.buttons:
            button.draw(canvas)
        draw_hint(canvas, self.buttons)
