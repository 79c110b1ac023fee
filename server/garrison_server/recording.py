"""Recordings: what a slot keeps of an episode so that it can be played again."""

from array import array
from dataclasses import dataclass, field


@dataclass
class Recording:
    """One episode from its beginning: `hashes[0]` is the state after the reset, `hashes[i]` the one after action i."""

    seed: int
    hashes: "array[int]" = field(default_factory=lambda: array("Q"))
    actions: "array[float]" = field(default_factory=lambda: array("d"))  # x, y, action; 3 a step
    score: float = 0.0
    ticks: int = 0
    status: int = 0  # as in Outcome

    @property
    def steps(self) -> int:
        """Decisions recorded."""
        return len(self.hashes) - 1

    def copy(self) -> "Recording":
        """One that goes on by itself."""
        return Recording(self.seed, self.hashes[:], self.actions[:], self.score, self.ticks, self.status)
