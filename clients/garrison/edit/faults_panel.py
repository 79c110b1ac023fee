"""The list of faults at the bottom of the panel: click one to see where it is."""

import re
from functools import partial
from typing import Final

import pygame

from garrison.edit.faults import Fault
from garrison.edit.level_panel import TEXTS
from garrison.edit.numbers import NUMBERS
from garrison.edit.pad import Area
from garrison.edit.panel import Panel, draw_scroll_bar
from garrison.edit.place import Place, place_of
from garrison.play import theme
from garrison.play.canvas import Canvas, line_height

MOST_LINES: Final = 3  # of one fault
LABELS: Final = {field: label for field, label, *_ in TEXTS} | {number.field: number.label for number in NUMBERS}
SITE: Final = re.compile(r"tower_points\[(\d+)\]\.at")


class FaultsPanel(Panel):
    """Sound, or what is wrong."""

    _scroll: float = 0

    def draw(self, canvas: Canvas, rect: pygame.Rect) -> None:
        faults, report = self.desk.faults, self.desk.report
        canvas.fill(rect, theme.NIGHT, radius=4)
        canvas.frame_rect(rect, theme.BAD if faults or (report and report.trouble) else theme.PANEL_EDGE, radius=4)
        inner = rect.inflate(-12, -8)
        if report is not None and report.trouble:
            canvas.text("The server did not answer; trying again ...", inner.topleft, theme.SMALL, theme.BAD)
            with canvas.clip(inner):
                canvas.paragraph(report.trouble, (inner.left, inner.top + 14, inner.width, 0), theme.SMALL, theme.INK)
        elif not faults:
            words = "Sound: it can be played (F5)." if self.desk.is_checked else "Checking ..."
            canvas.text(words, inner.topleft, theme.SMALL, theme.GOOD if self.desk.is_checked else theme.FAINT)
        else:
            self._draw_faults(canvas, faults, inner)

    def wheel(self, steps: int) -> None:
        self._scroll -= steps * line_height(theme.SMALL)

    def _draw_faults(self, canvas: Canvas, faults: tuple[Fault, ...], rect: pygame.Rect) -> None:
        count = sum(not fault.message.startswith("and ") for fault in faults)
        heading = f"{count} fault{'s' * (count > 1)} to mend; click to see where" + ("" if self.desk.is_checked else " ...")
        canvas.text(heading, rect.topleft, theme.SMALL, theme.BAD)
        listed = pygame.Rect(rect.left, rect.top + 15, rect.width, rect.height - 15)
        texts = [f"{self.place_words(fault)}: {SITE.sub(_site_words, fault.message)}" for fault in faults]
        blocks = [canvas.wrapped(text, rect.width - 6, theme.SMALL)[:MOST_LINES] for text in texts]
        total = sum(len(block) for block in blocks) * line_height(theme.SMALL) + 4 * len(blocks)
        self._scroll = max(0, min(self._scroll, total - listed.height))
        y: float = listed.top - self._scroll
        self.pad.within(listed)
        with canvas.clip(listed):
            for fault, block in zip(faults, blocks, strict=True):
                height = len(block) * line_height(theme.SMALL)
                area = Area(
                    f"fault {fault.field}",
                    pygame.Rect(listed.left, round(y), listed.width, round(height)),
                    partial(self.desk.go_to, fault),
                )
                if self.pad.area(area):
                    canvas.fill(area.rect, theme.BUTTON_FILL, radius=2)
                for line in block:
                    canvas.text(line, (listed.left + 3, y), theme.SMALL, theme.INK)
                    y += line_height(theme.SMALL)
                y += 4
        self.pad.within(None)
        draw_scroll_bar(canvas, listed, self._scroll, total)

    def place_words(self, fault: Fault) -> str:
        """Where a fault is, as people say it; the field's own name where there is no better."""
        place: Place = place_of(fault.field, self.desk.draft)
        if place.spot is not None:
            return f"{place.spot}".capitalize()
        if place.wave is not None:
            return f"Wave {place.wave + 1}" + (f", enemy {place.enemy + 1}" if place.enemy is not None else "")
        return LABELS.get(fault.field, fault.field)


def _site_words(found: re.Match[str]) -> str:
    return f"tower point {int(found[1]) + 1}"
