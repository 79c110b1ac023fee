"""What goes with a game on the window besides the game: its sounds, and the guide of a beginner.

The game screen calls it: `see` after each new view, `answered` after each order, `opened_ring` when a ring menu opens.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from garrison.play.guide import Guide, finish
from garrison.play.guide_overlay import GuideOverlay
from garrison.play.hearing import deed_heard, heard
from garrison.play.sounds import Sounds

Text = Mapping[str, Any]


class Companion:
    """Sounds and, where wanted, the guide. `overlay` is the guide as a thing to draw; None: there is no guide (any more)."""

    def __init__(
        self, sounds: Sounds, action_names: Sequence[str], towers: Sequence[Mapping[str, Any]], guide: Guide | None, folder: Path
    ) -> None:
        """action_names, towers: of the description and its rules. folder: where a finished guide is noted."""
        self.sounds = sounds
        self._action_names = action_names
        self._ranges = {f"{row['name'].capitalize()} Tower": float(row["range"]) for row in towers}
        self._guide, self._folder = guide, folder
        self.overlay = GuideOverlay(guide) if guide else None
        self._before: Text | None = None

    @property
    def waits(self) -> bool:
        """Whether the game should stand still while the guide speaks."""
        return self._guide is not None and self._guide.waits

    @property
    def button(self) -> str:
        """The action of whose button the guide speaks; "" if of none."""
        return self._guide.lesson.button if self._guide is not None and self._guide.lesson is not None else ""

    def handle(self, event: Any) -> bool:
        """Whether an event was for the guide."""
        taken = self.overlay is not None and self.overlay.handle(event)
        self._end_guide()
        return taken

    def restart(self) -> None:
        """The game begins anew: nothing of before is compared with what comes."""
        self._before = None

    def see(self, text: Text) -> None:
        """A new view."""
        if self._before is not None:
            self.sounds.play(*heard(self._before, text, self._ranges))
        self._before = text
        if self._guide is not None:
            self._guide.see(text)
        self._end_guide()

    def answered(self, action: int, code: int) -> None:
        """What became of an order."""
        name = self._action_names[action] if action < len(self._action_names) else ""  # such as a gift, where few seats are described
        sound = deed_heard(name, code)
        if sound:
            self.sounds.play(sound)
        if self._guide is not None and not code:
            self._guide.note(name)
        self._end_guide()

    def opened_ring(self) -> None:
        """A ring menu was opened."""
        if self._guide is not None:
            self._guide.note("ring")

    def over(self, won: bool) -> None:
        """The game has ended: who has won needs no guide."""
        self.sounds.play("win" if won else "lose")
        if won and self._guide is not None:
            self._guide.leave()
        self._end_guide()

    def _end_guide(self) -> None:
        if self._guide is not None and self._guide.finished:
            finish(self._folder)
            self._guide = self.overlay = None
