"""A beginner's first game explains itself: which lesson to give now, from what is seen and what was done.

guide = Guide()
guide.see(text)                 # after each new text view
guide.note("ring")              # when a ring menu opens; after each accepted order, its name, such as "send hero"
lesson = guide.lesson           # what to say now; None: nothing
"""

from pathlib import Path
from typing import Final

from garrison.play.lessons import LESSONS, Lesson, Place, Progress, Text

MARK: Final = "guide-finished"  # an empty file in the player's data folder


class Guide:
    """Says the first lesson that is due and not learnt, and stays with it until it is learnt or no longer due."""

    def __init__(self) -> None:
        self.lesson: Lesson | None = None
        self._progress = Progress()

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to learn."""
        return all(lesson.name in self._progress.learnt for lesson in LESSONS)

    @property
    def waits(self) -> bool:
        """Whether the game should stand still."""
        return self.lesson is not None and self.lesson.waits

    @property
    def place(self) -> Place | None:
        """Where on the map to look, in map units."""
        return self.lesson.point(self._progress.text) if self.lesson else None

    def see(self, text: Text) -> None:
        """What is seen now."""
        self._progress.text = text
        self._choose()

    def note(self, deed: str) -> None:
        """What the player did: "ring", or the name of a native action that was accepted."""
        self._progress.deeds.add(deed)
        self._choose()

    def next(self) -> None:
        """The player has read it."""
        if self.lesson is not None:
            self._progress.learnt.add(self.lesson.name)
            self._choose()

    def leave(self) -> None:
        """The player wants no guide."""
        self._progress.learnt.update(lesson.name for lesson in LESSONS)
        self._choose()

    def _choose(self) -> None:
        progress = self._progress
        if not progress.text:
            return
        progress.learnt.update(lesson.name for lesson in LESSONS if lesson.done(progress))
        open_lessons = [lesson for lesson in LESSONS if lesson.name not in progress.learnt and lesson.due(progress)]
        if self.lesson not in open_lessons:
            self.lesson = open_lessons[0] if open_lessons else None


def was_finished(folder: Path) -> bool:
    """Whether a guide was finished before, as `finish` has noted it."""
    return (folder / MARK).exists()


def finish(folder: Path) -> None:
    """Notes that the guide need not come of itself again. A folder that cannot be written only means that it will."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
    except OSError:
        return
