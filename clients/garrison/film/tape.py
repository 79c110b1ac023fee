"""A tape: a replay played again through a backend, to any moment of it, with every step's state hash checked on the way.

Between two decisions the game moves tick by tick, but a session stops only at decisions. So two sessions play: the guide
takes the recorded steps and is compared with the file; where a moment lies inside a step, the stage is put where the guide
stands and goes on in steps of one tick.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from garrison.backend import Backend, SessionHandle
from garrison.errors import EpisodeFinishedError, OptionError, ReplayDiffersError, ReplayFaultError
from garrison_proto.records import OpenOptions, Outcome
from garrison_proto.replay_file import Replay
from garrison_proto.replay_file import load_replay as load_file
from garrison_proto.replay_schema import ReplayFileError

SLOT: Final = (0,)
MARK_TICKS: Final = 800  # between two snapshots, to which a jump goes back
NOOP: Final = 6
SHOW_RANGE: Final = 5


def load_replay(path: str | Path) -> Replay:
    """The replay in a file. Raises ReplayFaultError, which names file, field, what came and what was wanted."""
    try:
        replay = load_file(path)
    except ReplayFileError as error:
        raise ReplayFaultError(str(error), reason="INVALID_REPLAY", field=error.field, came=error.came, wanted=error.wanted) from None
    if replay.mode != "defense":
        raise _fault(f"{path}: mode", repr(replay.mode), "'defense', whose replays are shown; `garrison replay verify` takes all modes")
    most = replay.steps * replay.ticks_per_step
    least = most - replay.ticks_per_step + 1 if replay.steps else 0
    if not least <= replay.ticks <= most:
        wanted = f"{least} to {most}, for {replay.steps} steps of {replay.ticks_per_step}"
        raise _fault(f"{path}: result.ticks", str(replay.ticks), wanted)
    return replay


class Tape:
    """One replay on one backend. Moments are ticks, 0 to `ticks`; asking for them in order is quick, jumps cost a little."""

    def __init__(self, backend: Backend, replay: Replay, views: Sequence[str], source: str = "replay") -> None:
        """views: what a moment's Outcome holds, such as ("pixels:512",). source: the file, as errors name it.

        Raises ReplayFaultError for a replay of another engine or level than the backend's, ReplayDiffersError when its
        first state is another, and what `open` raises.
        """
        here = backend.info().engine_version
        if replay.engine_version != here:
            raise _fault(f"{source}: engine_version", repr(replay.engine_version), f"{here!r}, which plays here")
        self.replay, self.ticks = replay, replay.ticks
        self.views = tuple(views)
        self.checked = 0  # steps that came out as recorded
        self.codes: dict[int, int] = {}  # what came of each action played so far, by its number from 0; 0: accepted
        self._every = max(1, MARK_TICKS // replay.ticks_per_step)
        self._guide = _open(backend, replay, self.views, replay.ticks_per_step, replay.max_ticks)
        self._stage: SessionHandle | None = None
        self._backend = backend
        try:
            self._begin(source)
        except BaseException:
            self.close()
            raise

    def moment(self, tick: int) -> Outcome:
        """The state after `tick` ticks, with the views; one row. Raises ReplayDiffersError where the game comes out otherwise."""
        if not 0 <= tick <= self.ticks:
            raise OptionError("tick", tick, f"0 to {self.ticks}")
        step, inside = divmod(tick, self.replay.ticks_per_step)
        if tick == self.ticks:
            step, inside = self.replay.steps, 0
        self._seek(step)
        return self._inside(inside) if inside else self._standing()

    def step_at(self, tick: int) -> int:
        """Decisions taken up to a moment: the one that it lies in counts."""
        return min(-(-tick // self.replay.ticks_per_step), self.replay.steps)

    def tick_of(self, step: int) -> int:
        """The moment after `step` decisions."""
        return min(step * self.replay.ticks_per_step, self.ticks)

    def close(self) -> None:
        """Ends both sessions; a second call does nothing."""
        self._guide.close()
        if self._stage is not None:
            self._stage.close()

    def _begin(self, source: str) -> None:
        came = self._guide.opened.level_hashes[0]
        if came != self.replay.level_hash:
            raise _fault(f"{source}: level_hash", self.replay.level_hash, f"{came}, of the level {self.replay.level!r} as it is here")
        self._outcome = self._guide.reset(SLOT, np.array([self.replay.seed], np.uint64))
        self._step = self._staged_step = self._staged_ticks = 0
        self._compare()
        self._marks = {0: self._guide.snapshot(SLOT)[0]}

    def _seek(self, step: int) -> None:
        """The guide takes or goes back to `step` decisions."""
        mark = max(known for known in self._marks if known <= step)
        if mark > self._step or step < self._step:
            self._outcome = self._guide.restore(SLOT, [self._marks[mark]])
            self._step = mark
        while self._step < step:
            self._take(self.views if self._step + 1 == step else ())

    def _take(self, views: Sequence[str]) -> None:
        try:
            self._outcome = self._guide.step(SLOT, self.replay.actions[self._step : self._step + 1], views)
        except EpisodeFinishedError:
            raise ReplayDiffersError(self._step + 1, int(self.replay.hashes[self._step + 1]), None) from None
        self.codes[self._step] = int(self._outcome.codes[0])
        self._step += 1
        self._compare()
        if self._step % self._every == 0 and self._step not in self._marks:
            self._marks[self._step] = self._guide.snapshot(SLOT)[0]

    def _compare(self) -> None:
        came, wanted = int(self._outcome.hashes[0]), int(self.replay.hashes[self._step])
        if came != wanted:
            raise ReplayDiffersError(self._step, wanted, came)
        self.checked = max(self.checked, self._step)

    def _standing(self) -> Outcome:
        """The guide as it stands; it looks again when its last answer held no views."""
        if set(self._outcome.views) != set(self.views):
            self._outcome = self._guide.restore(SLOT, self._guide.snapshot(SLOT))
        return self._outcome

    def _inside(self, ticks: int) -> Outcome:
        """`ticks` ticks into the next step, on the stage."""
        if self._stage is None:
            self._stage, self._staged_step = _open(self._backend, self.replay, self.views, 1, 0), -1
        if self._staged_step != self._step or self._staged_ticks > ticks:
            self._shown = self._stage.restore(SLOT, self._guide.snapshot(SLOT), ())
            self._staged_step, self._staged_ticks = self._step, 0
        action = self.replay.actions[self._step : self._step + 1]
        rest = action if action[0, 2] == SHOW_RANGE else np.array([[0.0, 0.0, NOOP]])  # a no-op would hide the range again
        while self._staged_ticks < ticks:
            order = action if self._staged_ticks == 0 else rest
            self._staged_ticks += 1
            self._shown = self._stage.step(SLOT, order, self.views if self._staged_ticks == ticks else ())
            if self._staged_ticks == 1:
                self.codes[self._step] = int(self._shown.codes[0])
        return self._shown


def _open(backend: Backend, replay: Replay, views: tuple[str, ...], ticks_per_step: int, max_ticks: int) -> SessionHandle:
    document = replay.level_document
    return backend.open(
        OpenOptions(
            levels=() if document is not None else (replay.level,),
            level_documents=() if document is None else (document.encode(),),
            views=views,
            ticks_per_step=ticks_per_step,
            max_ticks=max_ticks,
        )
    )


def _fault(field: str, came: str, wanted: str) -> ReplayFaultError:
    return ReplayFaultError(f"{field}: came {came}, wanted {wanted}", reason="INVALID_REPLAY", field=field, came=came, wanted=wanted)
