"""Desk: what the editor's window is about right now. The draft's history, what is selected, and what the server said.

Tools and panels all work on one desk; it knows nothing of how they look.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from garrison.edit.brush import ROADS
from garrison.edit.checker import Report
from garrison.edit.draft import Draft, EditError
from garrison.edit.faults import Fault
from garrison.edit.file import save_file
from garrison.edit.history import Edit, History
from garrison.edit.place import Tab, place_of
from garrison.edit.spot import Spot, delete_spot, spots

ToolName = Literal["select", "road", "tower", "base", "hero", "paint", "erase"]


class Desk:
    """The state of one editor. Edits go through `do`, which never lets a refused one through and keeps its reason in `notice`."""

    def __init__(self, draft: Draft, path: Path | None) -> None:
        self.history = History(draft)
        self.path = path  # the file; None: not known yet
        self.report: Report | None = None  # the server's last word, perhaps on an older version
        self.notice = ""  # one line for the person; whoever shows it empties it
        self.tab: Tab = "map"
        self.tool: ToolName = "select"
        self.spot: Spot | None = None  # selected on the map
        self.road = 0  # the path that the road tool works on
        self.is_new_road = False  # the road tool's next click starts a path
        self.wave = 0
        self.enemy: int | None = None  # selected in the wave
        self.letter = ROADS["cobble"]  # what the brush paints
        self.width = 2  # tiles
        self.shows_marks = True
        self.shows_grid = False

    @property
    def draft(self) -> Draft:
        """The version shown."""
        return self.history.draft

    @property
    def is_checked(self) -> bool:
        """Whether the server's last word is about the version shown."""
        return self.report is not None and self.report.draft == self.draft and not self.report.trouble

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults that the server named last."""
        return self.report.faults if self.report else ()

    def do(self, what: str, edit: Edit, *, gesture: bool = False) -> bool:
        """Does an edit; whether it changed anything."""
        try:
            changed = self.history.apply(what, edit, gesture=gesture)
        except EditError as error:
            self.notice = f"Not done: {error}"
            return False
        self._keep_selection()
        return changed

    def doing(self, what: str, edit: Edit) -> Callable[[], None]:
        """`do`, to be called later, such as by a button."""

        def act() -> None:
            self.do(what, edit)

        return act

    def undo(self) -> None:
        """One step back."""
        what = self.history.undo_what
        self.notice = f"Undone: {what}" if self.history.undo() else "Nothing to undo"
        self._keep_selection()

    def redo(self) -> None:
        """One step forth."""
        what = self.history.redo_what
        self.notice = f"Done again: {what}" if self.history.redo() else "Nothing to redo"
        self._keep_selection()

    def delete_selected(self) -> None:
        """Takes away what is selected on the map."""
        if (spot := self.spot) is not None:
            self.do(f"delete {spot}", lambda draft: delete_spot(draft, spot))

    def select(self, spot: Spot | None) -> None:
        """Selects a spot, and with a waypoint its path."""
        self.spot = spot
        if spot is not None and spot.kind == "waypoint":
            self.road = spot.number

    def go_to(self, fault: Fault) -> None:
        """Shows the place of a fault."""
        place = place_of(fault.field, self.draft)
        self.tab = place.tab
        if place.spot is not None:
            self.tool = "select"
            self.select(place.spot)
        if place.wave is not None:
            self.wave, self.enemy = place.wave, place.enemy

    def save(self, path: Path) -> None:
        """Saves the version shown; raises LevelFileError."""
        save_file(path, self.draft)
        self.path = path
        self.history.mark_saved()
        faults = len(self.faults) if self.is_checked else 0
        self.notice = f"Saved {path}" + (f", with {faults} fault{'s' * (faults > 1)} still in it" if faults else "")

    def _keep_selection(self) -> None:
        """After an edit: nothing is selected that is not there."""
        draft = self.draft
        if self.spot is not None and self.spot not in set(spots(draft)):
            self.spot = None
        self.road = min(self.road, len(draft.paths) - 1)
        self.wave = min(self.wave, len(draft.waves) - 1)
        if self.enemy is not None and self.enemy >= len(draft.waves[self.wave].enemies):
            self.enemy = None
