"""The commons in the window: one who keeps a lane sees it and its neighbours', one who only looks on the whole picture."""

from collections.abc import Callable
from functools import partial
from math import cos, pi, sin
from typing import Final

import pygame

from garrison.errors import GarrisonError
from garrison.play import theme
from garrison.play.banners import draw_banners
from garrison.play.canvas import Canvas, line_height
from garrison.play.lanes import BUILD, DEEDS, GUARD, SAVE, LanesGame
from garrison.play.screen import Screen
from garrison.play.town import GROUND, YARDS, draw_road, draw_town
from garrison.play.widgets import Button, draw_hint, draw_panel, offer

LEFT: Final = theme.FRAME + 12
WIDE: Final = theme.PANEL - 24
MIDDLE: Final = (theme.FRAME / 2, theme.FRAME / 2 - 10)
AWAY: Final = 168  # of a neighbour's town
NEXT_DOOR: Final = 62  # radius of its town
OWN: Final = 92
RATES: Final = (1, 2, 4, 8)  # steps a second, of who looks on
MOST_ROWS: Final = 20  # seats listed
LEGEND: Final = (
    "Grey ring: the wall. Blue ring: the guard. Red ring: the next wave closes in. Red disc: leaks. "
    "The yard has the colour of what was done last, gold of saving."
)


class LanesScreen(Screen):
    """A person chooses step by step, with no clock; who looks on sets a pace. Esc leaves."""

    def __init__(self, game: LanesGame, seed: int | None) -> None:
        """seed: of each game; None: each has its own."""
        self.game, self._seed = game, seed
        self.paused, self.rate, self._due = False, RATES[1], 0.0
        self.trouble = ""
        self.choices = {} if game.watched else self._choice_buttons()
        self.paces = self._pace_buttons() if game.watched else {}
        again = Button(pygame.Rect(LEFT, 474, 118, 26), "Another game", self.restart, pygame.K_F5, "", "Begin anew  [F5]")
        leave = Button(pygame.Rect(LEFT + 126, 474, WIDE - 126, 26), "Leave", lambda: self.app.pop(), pygame.K_ESCAPE, "Esc")
        self.buttons = [*self.choices.values(), *self.paces.values(), again, leave]

    def handle(self, event: pygame.event.Event) -> None:
        """The buttons."""
        offer(self.buttons, event)

    def update(self, seconds: float) -> None:
        """The clock of who looks on."""
        if self.game.watched and not self.paused and not self.game.over and not self.trouble:
            self._due += seconds * self.rate
            if self._due >= 1:
                self._due = 0.0
                self.choose(SAVE)
        for choice, button in self.choices.items():
            poor = "" if self.game.can_pay[choice] else "Your purse is too small"
            button.off = "The game is over" if self.game.over else poor
        for rate, button in self.paces.items():
            button.chosen = self.paused if rate == 0 else rate == self.rate

    def choose(self, choice: int) -> None:
        """One step, in which the person does so."""
        self._try(lambda: self.game.step(choice))

    def restart(self) -> None:
        """Another game."""
        self._try(lambda: self.game.begin(self._seed))

    def leave(self) -> None:
        """Ends the session."""
        self.game.close()

    def draw(self, canvas: Canvas) -> None:
        """The lanes and the panel."""
        if self.game.watched:
            canvas.picture(self.game.picture, (0, 0, theme.FRAME, theme.FRAME))
        else:
            self._draw_lanes(canvas)
        y = draw_panel(canvas, pygame.Rect(theme.FRAME, 0, theme.PANEL, theme.HEIGHT), "The commons")
        canvas.text(f"step {self.game.steps}", (LEFT + WIDE, 14), theme.BODY, theme.FAINT, anchor="topright")
        if self.game.watched:
            self._draw_all(canvas, y)
        else:
            self._draw_own(canvas, y)
        for button in self.buttons:
            button.draw(canvas)
        draw_banners(canvas, self._lines())
        draw_hint(canvas, self.buttons)

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
            self.trouble = ""
        except GarrisonError as error:
            self.trouble = f"The game cannot go on: {error}"

    def _lines(self) -> list[tuple[str, theme.Colour]]:
        """What is told over the picture."""
        if self.trouble:
            return [(self.trouble[:90], theme.BAD)]
        if self.game.over:
            rate = self.game.cooperation
            return [(f"The game is over after {self.game.steps} steps: {rate:.0%} of all turns went to the wall", theme.GOLD)]
        if self.game.refused:
            return [(f"{self.game.refused.capitalize()}.", theme.BAD)]
        return [("Paused", theme.GOLD)] if self.paused else []

    def _draw_lanes(self, canvas: Canvas) -> None:
        """One's own in the middle, the neighbours' around."""
        canvas.fill((0, 0, theme.FRAME, theme.FRAME), GROUND)
        beside = self.game.beside
        turns = [pi + 2 * pi * place / len(beside) for place in range(len(beside))]
        places = [(MIDDLE[0] + AWAY * cos(turn), MIDDLE[1] + AWAY * sin(turn)) for turn in turns]
        for place in places:
            draw_road(canvas, MIDDLE, place)
        for place, (seat, lane) in zip(places, beside.items(), strict=True):
            draw_town(canvas, place, NEXT_DOOR, lane, self.game.lineup.names[seat])
        draw_town(canvas, MIDDLE, OWN, self.game.own, "You")

    def _draw_own(self, canvas: Canvas, y: float) -> None:
        """What the person is told, and may do."""
        earned, steps = self.game.earned[0], self.game.steps
        canvas.text(f"{earned:+g} gold so far", (LEFT, y), theme.HEADING, theme.GOLD)
        canvas.text(f"{earned / max(steps, 1):+.2f} a step", (LEFT + WIDE, y + 3), theme.BODY, theme.FAINT, anchor="topright")
        y += 128
        for line in self.game.told.split("\n"):
            y = canvas.paragraph(line, (LEFT, y, WIDE, 60), theme.SMALL) + 5
        canvas.paragraph(LEGEND, (LEFT, max(y, 416), WIDE, 56), theme.SMALL, theme.FAINT)

    def _draw_all(self, canvas: Canvas, y: float) -> None:
        """How every seat fares."""
        game = self.game
        canvas.text(f"{game.cooperation:.0%} of all turns at the wall", (LEFT, y), theme.BODY)
        canvas.fill((LEFT, y + 18, WIDE, 6), theme.BUTTON_OFF, radius=2)
        canvas.fill((LEFT, y + 18, WIDE * game.cooperation, 6), YARDS["built"], radius=2)
        y += 68
        heads, columns = ("seat", "last", "gold a step", "leaks"), (LEFT, LEFT + 102, LEFT + 200, LEFT + WIDE)
        for word, x, anchor in zip(heads, columns, ("topleft", "topleft", "topright", "topright"), strict=True):
            canvas.text(word, (x, y), theme.SMALL, theme.FAINT, anchor=anchor)
        for seat, (did, leaks, *_) in enumerate(game.conduct.tolist()[:MOST_ROWS]):
            y += line_height(theme.SMALL) + 2
            deed = DEEDS[did]
            canvas.text(f"{seat} {game.lineup.agents[seat]}"[:18], (columns[0], y), theme.SMALL)
            canvas.text(deed, (columns[1], y), theme.SMALL, YARDS.get(deed, theme.FAINT))
            canvas.text(f"{game.earned[seat] / max(game.steps, 1):+.2f}", (columns[2], y), theme.SMALL, anchor="topright")
            canvas.text(f"{leaks}", (columns[3], y), theme.SMALL, theme.BAD if leaks else theme.FAINT, anchor="topright")
        if game.lineup.lanes > MOST_ROWS:
            canvas.text(f"and {game.lineup.lanes - MOST_ROWS} more", (LEFT, y + 16), theme.SMALL, theme.FAINT)

    def _choice_buttons(self) -> dict[int, Button]:
        """Save, guard, build."""
        pays = self.game.payoffs
        told = (
            (SAVE, "Save", "The gold stays in your purse"),
            (GUARD, f"Guard: {pays['guard_price']:g} gold", f"Stops {pays['guard_gain']:g} enemies on your lane alone"),
            (BUILD, f"Wall: {pays['wall_price']:g} gold", f"Stops {pays['wall_gain']:g} enemies on your lane and on each neighbour's"),
        )
        rects = {choice: pygame.Rect(LEFT, 72 + 30 * choice, WIDE, 26) for choice, _, _ in told}
        return {
            choice: Button(rects[choice], label, partial(self.choose, choice), pygame.K_1 + choice, f"{choice + 1}", hint)
            for choice, label, hint in told
        }

    def _pace_buttons(self) -> dict[int, Button]:
        """0 pauses, the others are steps a second."""

        def pace(rate: int) -> None:
            self.paused, self.rate = (not self.paused, self.rate) if rate == 0 else (False, rate)

        wide = (WIDE - 70) // len(RATES)
        pause = pygame.Rect(LEFT, 74, 64, 24)
        made = {0: Button(pause, "Pause", lambda: pace(0), pygame.K_SPACE, hint="Pause, and go on  [Space]", size=theme.SMALL)}
        for place, rate in enumerate(RATES):
            rect, key = pygame.Rect(LEFT + 70 + wide * place, 74, wide - 4, 24), pygame.K_0 + rate
            made[rate] = Button(rect, f"{rate}/s", partial(pace, rate), key, hint=f"{rate} steps a second", size=theme.SMALL)
        return made
