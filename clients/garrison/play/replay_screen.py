"""A replay in the window: picture at the left; time bar, buttons and what happens at the right."""

import json
from collections.abc import Callable
from functools import partial
from typing import Final

import pygame

from garrison.errors import GarrisonError, ReplayDiffersError
from garrison.film.schedule import TICKS_PER_S
from garrison.film.sheet import clock
from garrison.film.tape import Tape
from garrison.play import theme
from garrison.play.action_words import Wording
from garrison.play.canvas import Canvas, line_height
from garrison.play.facts import facts
from garrison.play.screen import Screen
from garrison.play.time_bar import TimeBar
from garrison.play.widgets import Button, draw_hint, draw_panel, offer
from garrison_proto.records import Outcome
from garrison_proto.replay_file import STATUS_NAMES

PIXELS: Final = "pixels:512"
VIEWS: Final = (PIXELS, "text")
SPEEDS: Final = (1, 2, 4, 8)
JUMP_S: Final = 10.0
LEFT: Final = theme.FRAME + theme.PAD
WIDE: Final = theme.PANEL - 2 * theme.PAD


class ReplayScreen(Screen):
    """Plays a tape. Space pauses, arrows step, Page Up and Down jump, Home and End go to the ends, 1 2 4 8 set the speed."""

    def __init__(self, tape: Tape, wording: Wording, again: Callable[[], Tape]) -> None:
        """again: makes the tape anew, for when its server was lost."""
        self.tape, self.wording, self._again = tape, wording, again
        self.at = 0.0  # ticks
        self.playing, self.speed = True, 1
        self.limit = tape.ticks  # behind it the game came out otherwise
        self.fault: GarrisonError | None = None
        self.outcome: Outcome | None = None
        self._shown = -1
        self._buttons = self._make_buttons()
        self._bar = TimeBar(pygame.Rect(LEFT, 78, WIDE, 22), tape.ticks / TICKS_PER_S, lambda second: self.go(second * TICKS_PER_S))

    def handle(self, event: pygame.event.Event) -> None:
        if not self._bar.handle(event):
            offer(self._buttons, event)

    def update(self, seconds: float) -> None:
        if self.playing:
            self.at = min(self.at + seconds * TICKS_PER_S * self.speed, self.limit)
            self.playing = self.at < self.limit
        if int(self.at) != self._shown and not self._lost:
            self._look()

    def leave(self) -> None:
        self.tape.close()

    def go(self, tick: float) -> None:
        """To a moment, or the nearest that can be shown."""
        self.at = min(max(tick, 0.0), self.limit)

    def step(self, by: int) -> None:
        """To the next decision, or the one before, and stays there."""
        self.playing = False
        taken = self.tape.step_at(int(self.at))
        inside = int(self.at) != self.tape.tick_of(taken)
        wanted = taken if inside and by > 0 else taken + by
        self.go(self.tape.tick_of(min(max(wanted, 0), self.tape.replay.steps)))

    def toggle(self) -> None:
        """Pause, or on; from the end, from the beginning."""
        if not self.playing and self.at >= self.limit:
            self.at = 0.0
        self.playing = not self.playing

    @property
    def _lost(self) -> bool:
        return self.fault is not None and not isinstance(self.fault, ReplayDiffersError)

    def _look(self) -> None:
        try:
            self.outcome = self.tape.moment(int(self.at))
            self._shown = int(self.at)
        except ReplayDiffersError as error:
            self.fault, self.playing = error, False
            self.limit = self.tape.tick_of(max(error.step - 1, 0))
            self._bar.bad_from_s = self.limit / TICKS_PER_S
            self.go(self.at)
        except GarrisonError as error:
            self.fault, self.playing = error, False

    def _try_again(self) -> None:
        if not self._lost:
            return
        try:
            tape = self._again()
        except GarrisonError as error:
            self.fault = error
            return
        self.tape.close()
        self.tape, self.fault, self._shown = tape, None, -1

    def _set_speed(self, speed: int) -> None:
        self.speed = speed

    def _make_buttons(self) -> list[Button]:
        half, y = (WIDE - theme.GAP) // 2, 108
        self._pause = Button(pygame.Rect(LEFT, y, WIDE, 30), "", self.toggle, pygame.K_SPACE, "Space", hint="Play and pause")
        back, on, row = LEFT, LEFT + half + theme.GAP, y + 38
        made = [
            self._pause,
            Button(pygame.Rect(back, row, half, 26), "Step back", lambda: self.step(-1), pygame.K_LEFT, "Left", "The decision before"),
            Button(pygame.Rect(on, row, half, 26), "Step", lambda: self.step(1), pygame.K_RIGHT, "Right", "The next decision"),
            Button(pygame.Rect(back, row + 32, half, 26), "- 10 s", lambda: self._jump(-JUMP_S), pygame.K_PAGEUP, "PgUp"),
            Button(pygame.Rect(on, row + 32, half, 26), "+ 10 s", lambda: self._jump(JUMP_S), pygame.K_PAGEDOWN, "PgDn"),
            Button(pygame.Rect(back, row + 64, half, 26), "Start", lambda: self.go(0), pygame.K_HOME, "Home"),
            Button(pygame.Rect(on, row + 64, half, 26), "End", lambda: self.go(self.limit), pygame.K_END, "End"),
        ]
        wide = (WIDE - 3 * theme.GAP) // 4
        self._speeds = [
            Button(
                pygame.Rect(LEFT + i * (wide + theme.GAP), row + 98, wide, 26), f"x{speed}", partial(self._set_speed, speed),
                pygame.K_0 + speed, str(speed), f"{speed} seconds of play a second",
            )
            for i, speed in enumerate(SPEEDS)
        ]  # fmt: skip
        self._retry = Button(pygame.Rect(LEFT, 432, WIDE, 26), "Try again", self._try_again, pygame.K_r, "R")
        leave = Button(pygame.Rect(LEFT, 474, WIDE, 26), "Leave", lambda: self.app.pop(), pygame.K_ESCAPE, "Esc")
        return [*made, *self._speeds, leave, self._retry]

    def _jump(self, seconds: float) -> None:
        self.go(self.at + seconds * TICKS_PER_S)

    def draw(self, canvas: Canvas) -> None:
        if self.outcome is not None:
            canvas.picture(self.outcome.views[PIXELS][0], (0, 0, theme.FRAME, theme.FRAME))
        draw_panel(canvas, pygame.Rect(theme.FRAME, 0, theme.PANEL, theme.HEIGHT), self.tape.replay.level)
        length = self.tape.ticks / TICKS_PER_S
        canvas.text(f"{clock(self.at / TICKS_PER_S)} of {clock(length)}", (LEFT, 48), theme.HEADING)
        canvas.text(f"seed {self.tape.replay.seed}", (LEFT + WIDE, 18), theme.SMALL, theme.FAINT, anchor="topright")
        if self._bar.hovered_s is not None:
            canvas.text(clock(self._bar.hovered_s), (LEFT + WIDE, 50), theme.BODY, theme.SKY, anchor="topright")
        self._pause.label = "Pause" if self.playing else "Play"
        for button in self._speeds:
            button.chosen = button.label == f"x{self.speed}"
        for button in self._buttons:
            if button is not self._retry or self._lost:
                button.draw(canvas)
        self._draw_facts(canvas)
        self._bar.draw(canvas, self.at / TICKS_PER_S)
        draw_hint(canvas, self._buttons)

    def _draw_facts(self, canvas: Canvas) -> None:
        y = 288.0
        if self.outcome is not None:
            step = self.tape.step_at(self._shown)
            for line in facts(json.loads(self.outcome.views["text"][0]), float(self.outcome.scores[0])):
                canvas.text(line, (LEFT, y))
                y += line_height(theme.BODY)
            y = self._draw_action(canvas, step, y + theme.GAP)
        if self.fault is not None:
            canvas.paragraph(str(self.fault), pygame.Rect(LEFT, round(y + 4), WIDE, 60), theme.SMALL, theme.BAD)
        else:
            end = STATUS_NAMES[self.tape.replay.status]
            words = f"{self.tape.checked} of {self.tape.replay.steps} steps checked: as recorded ({end}, score {self.tape.replay.score:g})"
            canvas.paragraph(words, pygame.Rect(LEFT, round(y + 4), WIDE, 40), theme.SMALL, theme.FAINT)

    def _draw_action(self, canvas: Canvas, step: int, y: float) -> float:
        canvas.text(f"Decision {step} of {self.tape.replay.steps}", (LEFT, y), theme.BODY, theme.GOLD)
        y += line_height(theme.BODY)
        if step == 0:
            return y
        y = canvas.paragraph(self.wording.action(*self.tape.replay.actions[step - 1].tolist()), pygame.Rect(LEFT, round(y), WIDE, 34))
        code = self.tape.codes.get(step - 1, 0)
        colour = theme.BAD if code else theme.GOOD
        return canvas.paragraph(self.wording.code(code), pygame.Rect(LEFT, round(y), WIDE, 20), theme.BODY, colour)
