"""The panel of the waves: a list to scroll, and the fifteen enemies to put into the chosen one."""

from functools import partial
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from garrison.edit import waves
from garrison.edit.draft import ENEMIES, EditError
from garrison.edit.pad import Area
from garrison.edit.panel import ROW, Panel, columns, draw_scroll_bar
from garrison.play import theme
from garrison.play.canvas import Canvas

CHIP: Final = 26  # side of an enemy in a wave
PER_ROW: Final = 8
PALETTE: Final = 5  # enemies in a row of the palette


class WavesPanel(Panel):
    """Waves above; below, what can be added."""

    portraits: dict[str, pygame.Surface]

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.portraits = {}
        self._scroll = 0
        self._shown_wave = -1

    def draw(self, canvas: Canvas, rect: pygame.Rect) -> None:
        palette = pygame.Rect(rect.left, rect.bottom - 3 * (CHIP + 3) - 18, rect.width, 3 * (CHIP + 3) + 18)
        listed = pygame.Rect(rect.left, rect.top, rect.width, palette.top - rect.top - ROW - 8)
        self._follow(listed)
        y = listed.top - self._scroll
        with canvas.clip(listed):
            self.pad.within(listed)
            for number in range(len(self.desk.draft.waves)):
                height = self._height(number)
                if y + height > listed.top and y < listed.bottom:
                    self._draw_wave(canvas, number, pygame.Rect(rect.left, y, rect.width, height - 4))
                y += height
            self.pad.within(None)
        draw_scroll_bar(canvas, listed, self._scroll, self._total)
        self._draw_row(pygame.Rect(rect.left, listed.bottom + 4, rect.width, ROW))
        self._draw_palette(canvas, palette)

    def wheel(self, steps: int) -> None:
        self._scroll -= steps * 30

    def _height(self, number: int) -> int:
        rows = -(-len(self.desk.draft.waves[number].enemies) // PER_ROW)
        return ROW + 4 + rows * (CHIP + 2) + 6

    def _follow(self, listed: pygame.Rect) -> None:
        """Keeps the list within its bounds, and shows a wave that has just been chosen."""
        tops = [0]
        for number in range(len(self.desk.draft.waves)):
            tops.append(tops[-1] + self._height(number))
        if self.desk.wave != self._shown_wave:
            self._shown_wave = self.desk.wave
            self._scroll = min(self._scroll, tops[self.desk.wave])
            self._scroll = max(self._scroll, tops[self.desk.wave + 1] - listed.height)
        self._scroll = max(0, min(self._scroll, tops[-1] - listed.height))
        self._total = tops[-1]

    def _draw_wave(self, canvas: Canvas, number: int, rect: pygame.Rect) -> None:
        desk, wave = self.desk, self.desk.draft.waves[number]
        chosen = number == desk.wave
        self.pad.area(Area(f"wave {number + 1}", rect, lambda: self._choose(number, None)))
        canvas.fill(rect, theme.BUTTON_FILL if chosen else theme.BUTTON_OFF, radius=4)
        faulty = self.is_faulty(f"waves[{number}]")
        canvas.frame_rect(rect, theme.BAD if faulty else theme.GOLD if chosen else theme.PANEL_EDGE, radius=4, width=2 if faulty else 1)
        canvas.text(f"{number + 1}", (rect.left + 6, rect.top + 5), theme.BODY, theme.GOLD)
        canvas.text(
            f"{len(wave.enemies)} enemies, one every" if len(wave.enemies) > 1 else "1 enemy",
            (rect.left + 26, rect.top + 7),
            theme.SMALL,
            theme.FAINT,
        )
        self.stepper(
            pygame.Rect(rect.right - 94, rect.top + 3, 80, ROW - 2), f"interval of wave {number + 1}", f"{wave.interval_s:g}",
            lambda steps: self._interval(number, wave.interval_s + steps * 0.1), lambda text: self._typed(number, text),
            hint="seconds between two enemies of the wave", bad=self.is_faulty(f"waves[{number}].interval_s"),
        )  # fmt: skip
        canvas.text("s", (rect.right - 10, rect.top + 7), theme.SMALL, theme.FAINT)
        for i, enemy in enumerate(wave.enemies):
            row, column = divmod(i, PER_ROW)
            chip = pygame.Rect(rect.left + 5 + column * (CHIP + 2), rect.top + ROW + 4 + row * (CHIP + 2), CHIP, CHIP)
            self._draw_chip(canvas, number, i, enemy, chip)

    def _draw_chip(self, canvas: Canvas, number: int, i: int, enemy: str, chip: pygame.Rect) -> None:
        area = Area(
            f"enemy {number + 1}.{i + 1}", chip, lambda: self._choose(number, i), f"{i + 1}: {spoken(enemy)}. Right-click takes it out.",
            right=lambda: self._delete(number, i),
        )  # fmt: skip
        hovered = self.pad.area(area)
        chosen = (number, i) == (self.desk.wave, self.desk.enemy)
        canvas.fill(chip, theme.BUTTON_HOVER if hovered else theme.BUTTON_DOWN, radius=3)
        self._draw_enemy(canvas, enemy, chip)
        faulty = self.is_faulty(f"waves[{number}].enemies[{i}]")
        if faulty or chosen:
            canvas.frame_rect(chip, theme.BAD if faulty else theme.GOLD, radius=3, width=2)

    def _draw_row(self, row: pygame.Rect) -> None:
        desk, wave = self.desk, self.desk.wave
        last = len(desk.draft.waves) - 1
        cells = columns(row, 5)
        self.pad.button(cells[0], "New", self._add, name="new wave", hint="A new wave after the chosen one")
        self.pad.button(cells[1], "Copy", self._copy, name="copy wave", hint="The chosen wave once more")
        self.pad.button(
            cells[2],
            "Up",
            lambda: self._move(-1),
            name="wave up",
            hint="The chosen wave earlier",
            off="" if wave else "it is the first wave",
        )
        self.pad.button(
            cells[3],
            "Down",
            lambda: self._move(1),
            name="wave down",
            hint="The chosen wave later",
            off="" if wave < last else "it is the last wave",
        )
        self.pad.button(
            cells[4],
            "Delete",
            self._remove,
            name="delete wave",
            hint="The chosen wave",
            off="" if last else "a level needs at least one wave",
        )

    def _draw_palette(self, canvas: Canvas, rect: pygame.Rect) -> None:
        where = "at the end" if self.desk.enemy is None else f"behind enemy {self.desk.enemy + 1}"
        canvas.text(f"Add to wave {self.desk.wave + 1}, {where}:", rect.topleft, theme.SMALL, theme.FAINT)
        for i, enemy in enumerate(ENEMIES):
            row, column = divmod(i, PALETTE)
            cell = columns(pygame.Rect(rect.left, rect.top + 16 + row * (CHIP + 3), rect.width, CHIP), PALETTE)[column]
            hint = f"{spoken(enemy)}. Click adds it; right-click puts it in the chosen enemy's place."
            area = Area(f"add {enemy}", cell, partial(self._put, enemy), hint, right=partial(self._change, enemy))
            hovered = self.pad.area(area)
            canvas.fill(cell, theme.BUTTON_HOVER if hovered else theme.BUTTON_FILL, radius=3)
            self._draw_enemy(canvas, enemy, cell)

    def _draw_enemy(self, canvas: Canvas, enemy: str, box: pygame.Rect) -> None:
        portrait = self.portraits.get(enemy)
        if portrait is None:
            words = spoken(enemy) if box.width > CHIP else enemy[:4]
            canvas.text(words, box.center, theme.SMALL if box.width > CHIP else 9, theme.INK, anchor="center")
            return
        area = canvas.to_pixels(box)
        fit = min(area.width / portrait.get_width(), area.height / portrait.get_height())
        image = pygame.transform.scale_by(portrait, fit)
        canvas.surface.blit(image, image.get_rect(center=area.center))

    def _choose(self, wave: int, enemy: int | None) -> None:
        self.desk.wave, self.desk.enemy = wave, enemy
        self._shown_wave = wave

    def _add(self) -> None:
        after = self.desk.wave + 1
        if self.desk.do("new wave", lambda draft: waves.add_wave(draft, after)):
            self.desk.wave, self.desk.enemy = after, None

    def _copy(self) -> None:
        wave = self.desk.wave
        if self.desk.do("copy wave", lambda draft: waves.duplicate_wave(draft, wave)):
            self.desk.wave, self.desk.enemy = wave + 1, None

    def _move(self, by: int) -> None:
        wave = self.desk.wave
        if self.desk.do("move wave", lambda draft: waves.move_wave(draft, wave, wave + by)):
            self.desk.wave = wave + by

    def _remove(self) -> None:
        wave = self.desk.wave
        if self.desk.do(f"delete wave {wave + 1}", lambda draft: waves.delete_wave(draft, wave)):
            self.desk.enemy = None

    def _put(self, enemy: str) -> None:
        desk, wave = self.desk, self.desk.wave
        place = len(desk.draft.waves[wave].enemies) if desk.enemy is None else desk.enemy + 1
        if desk.do(f"add {spoken(enemy)}", lambda draft: waves.add_enemy(draft, wave, place, enemy)) and desk.enemy is not None:
            desk.enemy = place

    def _change(self, enemy: str) -> None:
        wave, place = self.desk.wave, self.desk.enemy
        if place is None:
            self.desk.notice = "Choose an enemy of a wave first: click on it"
        else:
            self.desk.do(f"change to {spoken(enemy)}", lambda draft: waves.change_enemy(draft, wave, place, enemy))

    def _delete(self, wave: int, enemy: int) -> None:
        self.desk.do("take out an enemy", lambda draft: waves.delete_enemy(draft, wave, enemy))

    def delete_chosen(self) -> None:
        """Takes the chosen enemy out of its wave."""
        if self.desk.enemy is not None:
            self._delete(self.desk.wave, self.desk.enemy)

    def move_chosen(self, by: int) -> None:
        """The chosen enemy earlier or later in its wave."""
        wave, enemy = self.desk.wave, self.desk.enemy
        if enemy is not None and self.desk.do("move an enemy", lambda draft: waves.move_enemy(draft, wave, enemy, enemy + by)):
            self.desk.enemy = enemy + by

    def _interval(self, wave: int, interval_s: float) -> None:
        self.desk.do("interval", lambda draft: waves.set_wave_interval(draft, wave, interval_s))

    def _typed(self, wave: int, text: str) -> None:
        try:
            interval_s = float(text.replace(",", "."))
        except ValueError:
            interval_s = float("nan")
        if not abs(interval_s) < 1e6:
            raise EditError(f"interval: {text!r} came, wanted seconds, 0.02 to 3600")
        self._interval(wave, interval_s)


def spoken(enemy: str) -> str:
    """An enemy's name as people write it."""
    return enemy.replace("_", " ")


def surface_of(picture: NDArray[np.uint8]) -> pygame.Surface:
    """uint8 (h, w, 4), red, green, blue, alpha, as a surface."""
    height, width, _ = picture.shape
    return pygame.image.frombuffer(np.ascontiguousarray(picture).tobytes(), (width, height), "RGBA").convert_alpha()
