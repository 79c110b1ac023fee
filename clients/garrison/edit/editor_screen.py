"""The editor's screen: the map with its marks at the left, buttons, a panel and the faults at the right.

app.run(EditorScreen(Desk(new_draft(), None), Checker(lambda: backend), play))
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pygame

from garrison.edit.checker import Checker, Picture
from garrison.edit.desk import Desk
from garrison.edit.dialogs import Ask, KeyCard, Question
from garrison.edit.draft import Draft
from garrison.edit.faults_panel import FaultsPanel
from garrison.edit.file import LevelFileError
from garrison.edit.keys import press_key
from garrison.edit.level_panel import LevelPanel
from garrison.edit.map_panel import MapPanel
from garrison.edit.marks import draw_brush, draw_marks
from garrison.edit.numbers_panel import NumbersPanel
from garrison.edit.pad import Pad
from garrison.edit.panel import LEFT, WIDE, Panel, columns
from garrison.edit.place import Tab
from garrison.edit.scale import is_over_map, to_map
from garrison.edit.tools import Hand
from garrison.edit.waves_panel import WavesPanel, surface_of
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.screen import Screen

TABS: Final[tuple[tuple[Tab, str], ...]] = (("map", "Map"), ("waves", "Waves"), ("numbers", "Numbers"), ("level", "Level"))
PANEL_TOP: Final = 84
FAULTS_TOP: Final = 420
CHECK_AFTER_S: Final = 0.12  # without a further edit
RETRY_S: Final = 2.0  # after the server did not answer
CHECK_AT_LEAST_S: Final = 0.4  # while edits go on, such as in a drag


class EditorScreen(Screen):
    """One level on its way. `play` opens a sound draft for playing; `revive` is called when the server does not answer."""

    def __init__(self, desk: Desk, checker: Checker, play: Callable[[Draft], None], revive: Callable[[], None] = lambda: None) -> None:
        self.desk = desk
        self._checker, self._play_draft, self._revive = checker, play, revive
        self.pad = Pad()
        self.hand = Hand(desk)
        self.waves = WavesPanel(desk, self.pad)
        level = LevelPanel(desk, self.pad)
        level.save_as = self.save_as
        self.map = MapPanel(desk, self.pad)
        self.panels: dict[Tab, Panel] = {
            "map": self.map, "waves": self.waves, "numbers": NumbersPanel(desk, self.pad), "level": level,
        }  # fmt: skip
        self.faults = FaultsPanel(desk, self.pad)
        self.picture: Picture | None = None
        self._mouse = (0.0, 0.0)
        self._time_s = 0.0
        self._seen: Draft | None = None  # the version at the last look, to notice edits
        self._asked: Draft | None = None  # the version that the checker was last asked about
        self._still_s = self._waiting_s = 0.0
        self._plays_when_checked = False
        self._retry_s = RETRY_S

    def leave(self) -> None:
        self._checker.close()

    def closing(self) -> bool:
        """Asks what shall become of unsaved changes."""
        if self.desk.history.is_saved or isinstance(self.app.top, Question):
            return self.desk.history.is_saved
        self._ask_and(self.app.quit)
        return False

    def quit(self) -> None:
        """Leaves the editor, after a question if something is unsaved."""
        if self.desk.history.is_saved:
            self.app.pop()
        else:
            self._ask_and(self.app.pop)

    def save(self, then: Callable[[], None] = lambda: None) -> None:
        """Saves; asks for a file if there is none yet."""
        self.pad.finish()
        if self.desk.path is None:
            self.save_as(then)
        else:
            self._save_to(self.desk.path, then)

    def save_as(self, then: Callable[[], None] = lambda: None) -> None:
        """Asks for a file and saves."""
        self.pad.finish()
        value = str(self.desk.path or f"{self.desk.draft.name}.json")
        self.app.push(
            Ask("Save as", "The level file's name; `garrison play FILE` plays it", value, "Save", lambda text: self._named(text, then))
        )

    def play(self) -> None:
        """Plays the draft if it is sound; what is wrong otherwise."""
        self.pad.finish()
        if self.desk.is_checked:
            self._play_checked()
        else:
            self._plays_when_checked, self._seen = True, self.desk.draft
            self._ask_checker()

    def try_out(self) -> None:
        """Runs the draft to its end with nobody playing."""
        self.pad.finish()
        self._asked = self.desk.draft
        self._checker.ask(self._asked, trial=True)
        self.desk.notice = "Test run ..."

    def show_keys(self) -> None:
        """The card of all keys."""
        self.app.push(KeyCard())

    def handle(self, event: pygame.event.Event) -> None:
        if event.type in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            self._mouse = event.pos
        if self.pad.handle(event):
            return
        if event.type == pygame.KEYDOWN:
            press_key(self, event)
        elif event.type == pygame.MOUSEWHEEL:
            self._wheel(event.y)
        elif event.type == pygame.MOUSEBUTTONDOWN and is_over_map(event.pos):
            if event.button == 1:
                self.desk.tab = "map"
                self.hand.press(to_map(event.pos))
            elif event.button == 3:
                self.hand.erase(to_map(event.pos))
        elif event.type == pygame.MOUSEMOTION and self.hand.is_down:
            self.hand.drag(to_map(event.pos))
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1:
            self.hand.release()

    def update(self, seconds: float) -> None:
        self._time_s += seconds
        self.pad.update(seconds)
        self._check(seconds)
        if self.desk.notice:
            self.app.tell(self.desk.notice, 4.0)
            self.desk.notice = ""

    def draw(self, canvas: Canvas) -> None:
        self.pad.begin(canvas, self._mouse)
        square = pygame.Rect(0, 0, theme.FRAME, theme.HEIGHT)
        with canvas.clip(square):
            if self.picture is not None:
                canvas.picture(self.picture, square)
            draw_marks(canvas, self.desk, self._time_s)
            if self.desk.tool == "paint" and self.desk.tab == "map" and is_over_map(self._mouse):
                draw_brush(canvas, self.desk, to_map(self._mouse))
        canvas.fill((theme.FRAME, 0, theme.PANEL, theme.HEIGHT), theme.PANEL_FILL)
        self._draw_head(canvas)
        self.panels[self.desk.tab].draw(canvas, pygame.Rect(LEFT, PANEL_TOP, WIDE, FAULTS_TOP - PANEL_TOP - 6))
        self.faults.draw(canvas, pygame.Rect(LEFT, FAULTS_TOP, WIDE, theme.HEIGHT - FAULTS_TOP - 6))
        if self.app.top is self:
            self.pad.draw_hint()

    def _draw_head(self, canvas: Canvas) -> None:
        desk = self.desk
        with canvas.clip((LEFT, 0, WIDE, 28)):
            state = "" if desk.history.is_saved else "  (not saved)"
            canvas.text(desk.draft.title, (LEFT, 7), theme.HEADING, theme.GOLD)
            width = canvas.text_width(desk.draft.title, theme.HEADING)
            canvas.text(state, (min(LEFT + width, theme.WIDTH - 70), 11), theme.SMALL, theme.FAINT)
        undo, redo = desk.history.undo_what, desk.history.redo_what
        cells = columns(pygame.Rect(LEFT, 30, WIDE, 22), 6)
        self.pad.button(cells[0], "Undo", desk.undo, hint=f"Ctrl+Z: {undo}" if undo else "", off="" if undo else "nothing to undo")
        self.pad.button(cells[1], "Redo", desk.redo, hint=f"Ctrl+Y: {redo}" if redo else "", off="" if redo else "nothing to redo")
        self.pad.button(cells[2], "Save", self.save, hint="Ctrl+S")
        self.pad.button(cells[3], "Test", self.try_out, hint="F6: what happens if nobody plays", off=self._why_not_playable())
        self.pad.button(cells[4], "Play", self.play, hint="F5: plays it at once", off=self._why_not_playable())
        self.pad.button(cells[5], "Keys", self.show_keys, hint="F1: every key")
        for cell, (tab, label) in zip(columns(pygame.Rect(LEFT, 56, WIDE, 22), len(TABS)), TABS, strict=True):
            self.pad.button(cell, label, partial(self.show_tab, tab), name=f"tab {tab}", chosen=desk.tab == tab)

    def show_tab(self, tab: Tab) -> None:
        """Another panel."""
        self.desk.tab = tab

    def _why_not_playable(self) -> str:
        return "the faults below come first" if self.desk.faults and self.desk.is_checked else ""

    def _wheel(self, steps: int) -> None:
        if is_over_map(self._mouse):
            if 1 <= self.desk.width + steps <= 6:
                self.desk.width += steps
        elif self._mouse[1] >= FAULTS_TOP:
            self.faults.wheel(steps)
        else:
            self.panels[self.desk.tab].wheel(steps)

    def _check(self, seconds: float) -> None:
        """Asks the checker about a new version when it is time, and takes what it found."""
        for enemy, portrait in (self._checker.take_portraits() or {}).items():
            self.waves.portraits[enemy] = surface_of(portrait)
        draft = self.desk.draft
        self._still_s = 0.0 if draft is not self._seen else self._still_s + seconds
        self._waiting_s = self._waiting_s + seconds if draft is not self._asked else 0.0
        self._plays_when_checked = self._plays_when_checked and draft is self._seen
        self._seen = draft
        if draft is not self._asked and (self._asked is None or self._still_s >= CHECK_AFTER_S or self._waiting_s >= CHECK_AT_LEAST_S):
            self._ask_checker()
        report = self._checker.take()
        if report is None:
            self._retry_s -= seconds
            if self._retry_s <= 0 and self.desk.report is not None and self.desk.report.trouble:
                self.check_again()
            return
        self._retry_s = RETRY_S
        if report.trouble:
            self._plays_when_checked = False
            self._revive()
        self.desk.report = report
        if report.picture is not None:
            self.picture = report.picture
        if report.trial is not None:
            self.desk.notice = str(report.trial)
        if self._plays_when_checked and self.desk.is_checked:
            self._plays_when_checked = False
            self._play_checked()

    def check_again(self) -> None:
        """Asks the server once more about the version shown."""
        self._retry_s = RETRY_S
        self._ask_checker()

    def _ask_checker(self) -> None:
        self._asked, self._waiting_s = self.desk.draft, 0.0
        self._checker.ask(self._asked)

    def _play_checked(self) -> None:
        if self.desk.faults:
            self.desk.notice = "It cannot be played yet: mend the faults first"
            self.desk.go_to(self.desk.faults[0])
        else:
            self._play_draft(self.desk.draft)

    def _ask_and(self, go: Callable[[], None]) -> None:
        words = "This level has changes that are not saved."
        answers = (("Save", lambda: self.save(go)), ("Throw away", go), ("Stay", lambda: None))
        self.app.push(Question("Leave the editor?", words, answers))

    def _named(self, text: str, then: Callable[[], None]) -> None:
        path = Path(text.strip()).expanduser()
        if not text.strip() or path.suffix != ".json":
            self.desk.notice = f"Not saved: {text!r} came, wanted a file name that ends in .json"
        elif path.exists() and path != self.desk.path:
            words = f"{path} is there already. Shall this level take its place?"
            self.app.push(Question("Replace the file?", words, (("Replace", lambda: self._save_to(path, then)), ("Cancel", lambda: None))))
        else:
            self._save_to(path, then)

    def _save_to(self, path: Path, then: Callable[[], None]) -> None:
        try:
            self.desk.save(path)
        except LevelFileError as error:
            self.desk.notice = f"Not saved: {error}"
        else:
            then()
