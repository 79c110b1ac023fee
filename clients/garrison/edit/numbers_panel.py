"""The panel of the numbers: times, gold, life, coins and fog."""

from collections.abc import Callable
from functools import partial

import pygame

from garrison.edit.numbers import NUMBERS, Number, parsed_number, set_number, step_number
from garrison.edit.panel import Panel
from garrison.play import theme
from garrison.play.canvas import Canvas

HEIGHT = 21
SPACE = 25


class NumbersPanel(Panel):
    """A row for each number."""

    def draw(self, canvas: Canvas, rect: pygame.Rect) -> None:
        y = rect.top
        for number in NUMBERS:
            canvas.text(number.label, (rect.left, y + 5), theme.SMALL, theme.BAD if self.is_faulty(number.field) else theme.INK)
            self._draw_value(number, pygame.Rect(rect.left + 124, y, rect.width - 140, HEIGHT))
            canvas.text(number.unit, (rect.right - 13, y + 5), theme.SMALL, theme.FAINT)
            y += SPACE

    def _draw_value(self, number: Number, rect: pygame.Rect) -> None:
        value, field, what = self.desk.draft.numbers[number.field], number.field, number.label.lower()
        if isinstance(value, bool):
            switch = self.desk.doing(what, partial(set_number, field=field, value=not value))
            self.pad.button(rect, "on" if value else "off", switch, name=field, chosen=value, hint=number.hint)
            return
        self.stepper(
            rect, field, str(value) if number.whole else f"{value:g}", self._stepping(what, field), self._typing(what, field),
            hint=number.hint, bad=self.is_faulty(field),
        )  # fmt: skip

    def _stepping(self, what: str, field: str) -> Callable[[int], None]:
        def step(steps: int) -> None:
            self.desk.do(what, lambda draft: step_number(draft, field, steps))

        return step

    def _typing(self, what: str, field: str) -> Callable[[str], object]:
        return lambda text: self.desk.do(what, partial(set_number, field=field, value=parsed_number(field, text)))
