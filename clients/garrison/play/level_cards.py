"""How levels look where they are chosen: rows of a list with small pictures, and one large with its map."""

from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from garrison.play import theme
from garrison.play.canvas import Canvas, line_height
from garrison.play.catalogue import Catalogue, Entry
from garrison.play.scores import Best, Scores

ROW: Final = 58  # a row's height
THUMB: Final = 48  # side of its picture
SCROLL: Final = 2  # rows a turn of the mouse wheel


class LevelList:
    """The rows of a catalogue in `rect`; `chosen` is the number of the chosen one."""

    def __init__(self, catalogue: Catalogue, scores: Scores, rect: pygame.Rect) -> None:
        self.catalogue, self.scores, self.rect = catalogue, scores, rect
        self.chosen, self.top = 0, 0
        self._hovered: int | None = None
        self._thumbs: dict[str, NDArray[np.uint8]] = {}

    @property
    def shown(self) -> int:
        """How many rows fit."""
        return self.rect.height // ROW

    @property
    def drawn_is_chosen(self) -> bool:
        """Whether it is the level drawn from a seed, the last one."""
        return self.chosen == len(self.catalogue.names) - 1

    def choose(self, number: int) -> None:
        """Chooses a row, or the nearest there is, and scrolls to it."""
        self.chosen = min(max(number, 0), len(self.catalogue.names) - 1)
        self._scroll(min(max(self.top, self.chosen - self.shown + 1), self.chosen))

    def handle(self, event: pygame.event.Event) -> bool:
        """Whether the event was for the list."""
        if event.type == pygame.MOUSEWHEEL:
            self._scroll(self.top - SCROLL * event.y)
            return True
        if event.type == pygame.MOUSEMOTION:
            self._hovered = self._row(event.pos)
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and (row := self._row(event.pos)) is not None:
            self.choose(row)
            return True
        return False

    def draw(self, canvas: Canvas) -> None:
        """All rows that are in sight."""
        for place, number in enumerate(range(self.top, min(self.top + self.shown, len(self.catalogue.names)))):
            box = pygame.Rect(self.rect.left + 6, self.rect.top + place * ROW, self.rect.width - 12, ROW - 4)
            self._draw_row(canvas, box, number)
        x = self.rect.centerx
        if self.top > 0:
            canvas.polygon([(x - 6, self.rect.top - 3), (x + 6, self.rect.top - 3), (x, self.rect.top - 9)], theme.GOLD)
        if self.top + self.shown < len(self.catalogue.names):
            y = self.rect.top + self.shown * ROW
            canvas.polygon([(x - 6, y), (x + 6, y), (x, y + 6)], theme.GOLD)

    def _draw_row(self, canvas: Canvas, box: pygame.Rect, number: int) -> None:
        entry, fault = self.catalogue.entries[number], self.catalogue.faults[number]
        chosen = number == self.chosen
        fill = theme.BUTTON_FILL if chosen else theme.BUTTON_OFF if number != self._hovered else theme.BUTTON_HOVER
        canvas.fill(box, fill, radius=4)
        canvas.frame_rect(box, theme.GOLD if chosen else theme.PANEL_EDGE, radius=4, width=2 if chosen else 1)
        picture = pygame.Rect(box.left + 3, box.top + 3, THUMB, THUMB)
        if entry is not None and entry.picture is not None:
            canvas.picture(self._thumb(entry), picture)
        else:
            canvas.fill(picture, theme.NIGHT)
            canvas.text("!" if fault else "...", picture.center, theme.HEADING, theme.BAD if fault else theme.FAINT, anchor="center")
        left, width = picture.right + 8, box.right - picture.right - 14
        name = entry.name if entry is not None else self.catalogue.names[number]
        under, colour = _last_line(entry, fault, self.scores)
        title = entry.title if entry is not None else self.catalogue.titles[number] or _short(name)
        title_size = theme.BODY if canvas.text_width(title, theme.BODY) <= width else theme.SMALL
        for line, (words, size, ink) in enumerate(
            ((title, title_size, theme.INK), (_short(name), theme.SMALL, theme.FAINT), (under, theme.SMALL, colour))
        ):
            canvas.text(_cut(canvas, words, width, size), (left, box.top + 5 + 16 * line), size, ink)

    def _thumb(self, entry: Entry) -> NDArray[np.uint8]:
        """The level's picture at a quarter of its side, each pixel the mean of sixteen."""
        if entry.hash not in self._thumbs:
            assert entry.picture is not None
            side = entry.picture.shape[0] // 4
            self._thumbs[entry.hash] = entry.picture.reshape(side, 4, side, 4, 3).mean((1, 3)).astype(np.uint8)
        return self._thumbs[entry.hash]

    def _scroll(self, top: int) -> None:
        self.top = min(max(top, 0), max(0, len(self.catalogue.names) - self.shown))

    def _row(self, at: tuple[float, float]) -> int | None:
        if not self.rect.collidepoint(at):
            return None
        row = self.top + int(at[1] - self.rect.top) // ROW
        return row if row < min(self.top + self.shown, len(self.catalogue.names)) else None


def draw_showcase(canvas: Canvas, entry: Entry | None, fault: str, scores: Scores) -> None:
    """The chosen level's map with a banner below, or why there is none."""
    frame = pygame.Rect(0, 0, theme.FRAME, theme.FRAME)
    if entry is None or entry.picture is None:
        canvas.fill(frame, theme.NIGHT)
        if fault:
            with canvas.clip(frame):
                canvas.text("This level cannot be played", (40, 150), theme.HEADING, theme.BAD)
                canvas.paragraph(fault, (40, 180, 432, 300), theme.BODY, theme.INK)
        return
    canvas.picture(entry.picture, frame)
    lines = canvas.wrapped(entry.description, theme.FRAME - 32, theme.BODY)[:2] if entry.description else []
    height = 54 + len(lines) * line_height(theme.BODY)
    banner = pygame.Rect(0, theme.FRAME - round(height), theme.FRAME, round(height))
    canvas.fill(banner, theme.NIGHT, alpha=205)
    canvas.text(_cut(canvas, entry.title, theme.FRAME - 32, theme.TITLE), (16, banner.top + 7), theme.TITLE, theme.GOLD)
    y: float = banner.top + 35
    for line in lines:
        canvas.text(line, (16, y), theme.BODY)
        y += line_height(theme.BODY)
    canvas.text(fact_words(entry), (16, y), theme.SMALL, theme.FAINT)
    best, colour = best_words(scores.best(entry.hash), entry.life)
    canvas.text(best, (theme.FRAME - 16, y), theme.SMALL, colour, anchor="topright")


def draw_progress(canvas: Canvas, done: int, total: int) -> None:
    """How many maps have been fetched, while some have not."""
    box = pygame.Rect(16, 16, 190, 34)
    canvas.fill(box, theme.NIGHT, alpha=205, radius=4)
    canvas.text(f"Fetching maps: {done} of {total}", (box.left + 8, box.top + 5), theme.SMALL)
    canvas.fill((box.left + 8, box.bottom - 10, box.width - 16, 4), theme.BUTTON_OFF)
    canvas.fill((box.left + 8, box.bottom - 10, (box.width - 16) * done / total, 4), theme.GOLD)


def best_words(best: Best | None, life: int) -> tuple[str, theme.Colour]:
    """The best game in words, and its colour."""
    if best is None:
        return "not played yet", theme.FAINT
    kept = life + round(best.score)
    if best.won:
        return f"best: won with {kept} of {life} lives", theme.GOOD
    return ("best: lost" if kept <= 0 else f"best: not won, {kept} of {life} lives"), theme.BAD


def fact_words(entry: Entry) -> str:
    """A level's numbers in one line."""
    roads = "1 road" if entry.roads == 1 else f"{entry.roads} roads"
    facts = [roads, f"{entry.waves} waves", f"{entry.enemies} enemies", f"{entry.life} lives", f"{entry.gold} gold"]
    return "   ".join([*facts, "fog"] if entry.fog else facts)


def _last_line(entry: Entry | None, fault: str, scores: Scores) -> tuple[str, theme.Colour]:
    """A row's last line, and its colour."""
    if fault:
        return "cannot be played", theme.BAD
    return best_words(scores.best(entry.hash), entry.life) if entry is not None else ("", theme.FAINT)


def _short(name: str) -> str:
    """A file's name without its folders."""
    return name.replace("\\", "/").rpartition("/")[2]


def _cut(canvas: Canvas, words: str, width: float, size: int) -> str:
    """Words cut to the width, with dots where something is missing."""
    if canvas.text_width(words, size) <= width:
        return words
    fitting = (f"{words[:end]}..." for end in range(len(words) - 1, 0, -1))
    return next((cut for cut in fitting if canvas.text_width(cut, size) <= width), "")
