"""History: every version of a draft in order, and which one is shown. Undo and redo walk along it."""

from collections.abc import Callable
from typing import NamedTuple

from garrison.edit.draft import Draft

Edit = Callable[[Draft], Draft]


class Version(NamedTuple):
    """A draft and the words for the edit that made it."""

    draft: Draft
    what: str


class History:
    """Versions are never changed: undoing an edit shows the older one again, to the last bit."""

    def __init__(self, draft: Draft) -> None:
        self._versions = [Version(draft, "")]
        self._shown = 0
        self._saved: Draft | None = draft
        self._open = ""  # what a gesture in progress does; its edits make one version

    @property
    def draft(self) -> Draft:
        """The version shown."""
        return self._versions[self._shown].draft

    @property
    def is_saved(self) -> bool:
        """Whether the version shown is the one on the disk."""
        return self.draft == self._saved

    @property
    def undo_what(self) -> str:
        """The edit that undo would take back; empty if there is none."""
        return self._versions[self._shown].what

    @property
    def redo_what(self) -> str:
        """The edit that redo would do again; empty if there is none."""
        return self._versions[self._shown + 1].what if self._shown + 1 < len(self._versions) else ""

    def apply(self, what: str, edit: Edit, *, gesture: bool = False) -> bool:
        """Does an edit; whether it changed anything. What `edit` raises comes through, and nothing is changed then.

        gesture: this edit is one of a drag or a brush stroke; all of them until `settle` are one step of undo.
        """
        draft = edit(self.draft)
        if draft == self.draft:
            return False
        continued = gesture and self._open == what
        del self._versions[self._shown + (0 if continued else 1) :]
        self._versions.append(Version(draft, what))
        self._shown = len(self._versions) - 1
        self._open = what if gesture else ""
        return True

    def settle(self) -> None:
        """Ends a gesture: the next edit is a step of its own."""
        self._open = ""

    def undo(self) -> bool:
        """Shows the version before; whether there was one."""
        self.settle()
        if self._shown == 0:
            return False
        self._shown -= 1
        return True

    def redo(self) -> bool:
        """Shows the version after; whether there was one."""
        self.settle()
        if self._shown + 1 == len(self._versions):
            return False
        self._shown += 1
        return True

    def mark_saved(self, draft: Draft | None = None) -> None:
        """Notes that the version shown, or `draft`, is now on the disk."""
        self._saved = self.draft if draft is None else draft

    def mark_unsaved(self) -> None:
        """Notes that no version is on the disk: a new level."""
        self._saved = None
