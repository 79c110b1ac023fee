"""The first screen: which level to play. At the left the chosen level's map, as large as in the game; at the right the list."""

from collections.abc import Callable
from random import randrange
from typing import Final

import pygame

from garrison.errors import GarrisonError
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.catalogue import DIFFICULTIES, LARGEST_SEED, Catalogue, Entry
from garrison.play.level_cards import LevelList, draw_progress, draw_showcase
from garrison.play.scores import Scores
from garrison.play.screen import Screen
from garrison.play.sounds import Sounds
from garrison.play.widgets import Button, draw_hint, draw_panel, offer

LEFT: Final = theme.FRAME + 10
WIDE: Final = theme.PANEL - 20
SEED_HINT: Final = "Draws another level of this difficulty. Or type a number to choose the seed."
MOVES: Final = {pygame.K_UP: -1, pygame.K_DOWN: 1, pygame.K_PAGEUP: -5, pygame.K_PAGEDOWN: 5, pygame.K_HOME: -99, pygame.K_END: 99}


class LevelChoice(Screen):
    """`play(entry, guided)` begins a game, with the beginner's guide or as the player's record wants; `open_help()` opens the help card,
    `open_lineup()` the one on which it is chosen who plays, which `who` tells."""

    def __init__(
        self,
        catalogue: Catalogue,
        scores: Scores,
        sounds: Sounds,
        play: Callable[[Entry, bool], None],
        open_help: Callable[[], None],
        open_lineup: Callable[[], None] = lambda: None,
    ) -> None:
        self.catalogue, self.scores, self.sounds = catalogue, scores, sounds
        self._play, self._help, self._lineup = play, open_help, open_lineup
        self.who = "Alone"
        self.list = LevelList(catalogue, scores, pygame.Rect(theme.FRAME, 40, theme.PANEL, 348))
        self.gone = ""  # why the server cannot be reached
        self._buttons = self._made_buttons()

    def enter(self) -> None:
        """Scores may be new."""
        if self.scores.fault:
            self.app.tell(self.scores.fault, 12.0)

    @property
    def entry(self) -> Entry | None:
        """The chosen level, once it has been fetched."""
        return self.catalogue.entries[self.list.chosen]

    def handle(self, event: pygame.event.Event) -> None:
        """Arrows choose, Enter or a click on the map plays; figures are the seed of the drawn level."""
        if offer(self.buttons, event) or self.list.handle(event):
            return
        if event.type == pygame.KEYDOWN and event.key in MOVES:
            self.list.choose(self.list.chosen + MOVES[event.key])
        elif event.type == pygame.KEYDOWN and event.key in (pygame.K_LEFT, pygame.K_RIGHT) and self.list.drawn_is_chosen:
            self._make(1 if event.key == pygame.K_RIGHT else -1)
        elif event.type == pygame.KEYDOWN and self.list.drawn_is_chosen:
            self._type_seed(event)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1 and event.pos[0] < theme.FRAME and self.entry is not None:
            self.start()

    def update(self, seconds: float) -> None:
        """Fetches one level a frame until all are there."""
        if self.gone:
            return
        try:
            self.catalogue.fetch(self.list.chosen)
        except GarrisonError as error:
            self.gone = str(error)

    def start(self, guided: bool = False) -> None:
        """Plays the chosen level."""
        if self.entry is not None:
            self._play(self.entry, guided)

    @property
    def buttons(self) -> list[Button]:
        """Those that can be seen now."""
        ready = self.entry is not None
        reason = "" if ready else self.catalogue.faults[self.list.chosen] or "its map is being fetched"
        for name in ("play", "guide"):
            self._buttons[name].off = reason
        self._buttons["sound"].label = "Sound off" if self.sounds.muted else "Sound on"
        self._buttons["lineup"].label = self.who
        self._buttons["draw"].label = f"Seed {self.catalogue.seed}"
        self._buttons["easier"].off = "" if self.catalogue.difficulty > 1 else "1 is the easiest"
        self._buttons["harder"].off = "" if self.catalogue.difficulty < 5 else "5 is the hardest"
        self._buttons["retry"].off = "" if self.gone else "the server answers"
        hidden = set() if self.list.drawn_is_chosen else {"easier", "harder", "draw"}
        return [button for name, button in self._buttons.items() if name not in hidden and (name != "retry" or self.gone)]

    def draw(self, canvas: Canvas) -> None:
        """Map, list, buttons."""
        draw_showcase(canvas, self.entry, self.catalogue.faults[self.list.chosen], self.scores)
        draw_panel(canvas, pygame.Rect(theme.FRAME, 0, theme.PANEL, theme.HEIGHT), "Garrison")
        self.list.draw(canvas)
        if self.list.drawn_is_chosen:
            canvas.text(f"Difficulty {self.catalogue.difficulty}", (LEFT + WIDE // 2 - 38, 404), theme.SMALL, anchor="center")
        if self.gone:
            self._draw_gone(canvas)
        elif self.catalogue.missing:
            draw_progress(canvas, len(self.catalogue.names) - self.catalogue.missing, len(self.catalogue.names))
        for button in self.buttons:
            button.draw(canvas)
        draw_hint(canvas, self.buttons)

    def _draw_gone(self, canvas: Canvas) -> None:
        box = pygame.Rect(56, 190, 400, 110)
        y = draw_panel(canvas, box, "The server does not answer")
        with canvas.clip(box):
            canvas.paragraph(self.gone, (box.left + 12, y, box.width - 24, 40), theme.SMALL, theme.FAINT)

    def _make(self, harder: int) -> None:
        """Draws the level of this seed at another difficulty, where there is one."""
        if self.catalogue.difficulty + harder in DIFFICULTIES:
            self.catalogue.draw_level(self.catalogue.seed, self.catalogue.difficulty + harder)

    def _type_seed(self, event: pygame.event.Event) -> None:
        """A figure goes to the seed's end, backspace takes the last one away; a seed that is full begins anew."""
        seed = self.catalogue.seed // 10 if event.key == pygame.K_BACKSPACE else self.catalogue.seed
        if event.unicode.isdecimal() and event.unicode.isascii():
            seed = seed * 10 + int(event.unicode)
            seed = int(event.unicode) if seed > LARGEST_SEED else seed
        if seed != self.catalogue.seed:
            self.catalogue.draw_level(seed, self.catalogue.difficulty)

    def _another(self) -> None:
        self.catalogue.draw_level(randrange(LARGEST_SEED), self.catalogue.difficulty)

    def _retry(self) -> None:
        self.gone = ""

    def _toggle_sound(self) -> None:
        self.sounds.toggle()

    def _made_buttons(self) -> dict[str, Button]:
        small = theme.SMALL
        play, guide = self.start, lambda: self.start(guided=True)
        who = pygame.Rect(theme.WIDTH - theme.PAD - 140, 9, 140, 22)
        return {
            "lineup": Button(who, "", self._lineup, pygame.K_t, "T", "Who plays: alone, with others, against others", size=small),
            "easier": Button(pygame.Rect(LEFT, 393, 24, 22), "<", lambda: self._make(-1), hint="Easier (left arrow)", size=small),
            "harder": Button(pygame.Rect(LEFT + 136, 393, 24, 22), ">", lambda: self._make(1), hint="Harder (right arrow)", size=small),
            "draw": Button(pygame.Rect(LEFT + 166, 393, WIDE - 166, 22), "", self._another, pygame.K_n, "N", SEED_HINT, size=small),
            "play": Button(pygame.Rect(LEFT, 422, WIDE, 34), "Play", play, pygame.K_RETURN, "Enter", size=theme.HEADING),
            "guide": Button(pygame.Rect(LEFT, 463, 70, 20), "Guide", guide, pygame.K_g, "G", "Play with the beginner's guide", size=small),
            "keys": Button(pygame.Rect(LEFT + 76, 463, 64, 20), "Keys", self._help, pygame.K_h, "H", "What each key does", size=small),
            "sound": Button(pygame.Rect(LEFT + 146, 463, WIDE - 146, 20), "Sound", self._toggle_sound, pygame.K_m, "M", size=small),
            "leave": Button(pygame.Rect(LEFT, 488, WIDE, 18), "Leave", lambda: self.app.quit(), pygame.K_ESCAPE, "Esc", size=small),
            "retry": Button(pygame.Rect(196, 266, 120, 24), "Try again", self._retry, pygame.K_r, "R"),
        }
