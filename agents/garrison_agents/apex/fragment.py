"""What travels: fragments of play from an actor to the replay, batches from the replay to the learner."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MASK: Final = "mask"  # the view that says what is legal
PIXELS: Final = "pixels:"  # before the size: the views that are stacked

Array = NDArray[Any]


@dataclass(frozen=True)
class FragmentShape:
    """Every fragment of a run has the same."""

    steps: int  # T: decisions of each episode that are to be learnt from
    envs: int  # E: episodes side by side
    lookahead: int  # n: steps that a return reaches ahead
    history: int  # frames before the first, for the stacks of the views of pixels

    @property
    def rows(self) -> int:
        """Observations of each episode."""
        return self.history + self.steps + self.lookahead

    @property
    def decisions(self) -> int:
        """T * E."""
        return self.steps * self.envs


class Fragment(NamedTuple):
    """Some steps of E episodes side by side; each observation is in it once, however many decisions have to do with it.

    Row `history + t` is what decision t saw. A row's episode may end and another begin.
    """

    views: dict[str, Array]  # (rows, E, ...) each, the mask among them; frames are not stacked
    ages: NDArray[np.uint8]  # (rows, E): how many rows before belong to the same episode, at most `history`
    actions: NDArray[np.int32]  # (T, E)
    sums: NDArray[np.float32]  # (T, E): see nstep.Returns
    discounts: NDArray[np.float32]  # (T, E)
    spans: NDArray[np.uint8]  # (T, E)
    priorities: NDArray[np.float32]  # (T, E): absolute TD errors by the actor's network; -1 where no decision was made


class Batch(NamedTuple):
    """Decisions drawn from the replay, (n,) each."""

    views: dict[str, Array]  # (n, ...) what each saw; frames are stacked
    next_views: dict[str, Array]  # (n, ...) what came `span` steps later
    next_masks: NDArray[np.uint8]  # (n, actions)
    actions: NDArray[np.int32]
    sums: NDArray[np.float32]
    discounts: NDArray[np.float32]
    weights: NDArray[np.float32]  # importance of each, at most 1
    places: NDArray[np.int64]  # where they lie in the replay
    serials: NDArray[np.int64]  # and of which fragment they are, for it may be overwritten


def stacked(frames: Array, ages: Array) -> Array:
    """The last frames (n, s, h, w, c) of some episodes, oldest first, as (n, s * c, h, w); those from before an episode are black."""
    n, s, height, width, channels = frames.shape
    held = frames * (np.arange(s - 1, -1, -1) <= ages[:, None])[:, :, None, None, None].astype(np.uint8)
    return held.transpose(0, 1, 4, 2, 3).reshape(n, s * channels, height, width)
