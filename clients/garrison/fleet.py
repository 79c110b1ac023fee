"""Fleet: many episodes on one server or several, stepped as one batch. What the vector adapters play through."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend, Pipelined, SessionHandle, load_backend
from garrison.errors import ClosedError, GarrisonError, OptionError
from garrison_proto.records import Opened, OpenOptions, Outcome, Views

Target = str | Backend | None
COLUMNS: Final = (
    "rewards", "terminated", "truncated", "was_reset", "codes", "no_effect", "ticks", "steps", "hashes", "scores", "status", "seeds",
)  # fmt: skip


class Fleet:
    """`options.slots` episodes, split evenly over the targets in their order. For one thread at a time.

    Slot i plays the i-th of the options' levels, counted round and round, however many servers share the work.
    """

    def __init__(self, options: OpenOptions, targets: Sequence[Target], *, token: str | None = None, threads: int = 1) -> None:
        """threads: how many a batch in this process may use; servers elsewhere have settings of their own.

        Raises OptionError for fewer slots than targets, and the server's words for what it refuses.
        """
        if not 1 <= len(targets) <= options.slots:
            raise OptionError("target", f"{len(targets)} of them for {options.slots} episodes", "1 to as many as there are episodes")
        self.size = options.slots
        self._owned = [isinstance(target, str) or target is None for target in targets]
        self._backends = [load_backend(target, token=token, threads=threads) for target in targets]
        self._bounds = [round(i * self.size / len(targets)) for i in range(len(targets) + 1)]
        self._sessions: list[SessionHandle] = []
        self._closed = False
        try:
            self.open(options)
        except BaseException:
            self.close()
            raise

    def open(self, options: OpenOptions) -> None:
        """Begins new sessions, of the same size, in place of those before."""
        if self._closed:
            raise ClosedError("the environments were closed; make new ones")
        with ExitStack() as begun:  # where one server refuses, the others' sessions end with it
            opened: list[SessionHandle] = []
            for part, backend in enumerate(self._backends):
                opened.append(backend.open(self._share(options, part)))
                begun.callback(opened[-1].close)
            self._pipelined = [session for session in opened if isinstance(session, Pipelined)]
            if len(opened) > 1 and len(self._pipelined) < len(opened):
                raise OptionError("target", "several, not all of them addresses", "one target, or the addresses of several servers")
            parts = [session.opened for session in opened]
            self.opened: Opened = parts[0] if len(parts) == 1 else _joined_openings(parts)
            begun.pop_all()
        for session in self._sessions:
            session.close()
        self._sessions = opened

    def reset(self, slots: NDArray[np.int64], seeds: NDArray[np.uint64]) -> Outcome:
        """Starts an episode in each of the slots, which rise."""
        parts = []
        for part, session in enumerate(self._sessions):
            first, last = self._bounds[part : part + 2]
            here = (slots >= first) & (slots < last)
            if here.any():
                parts.append((first, session.reset(slots[here] - first, seeds[here])))
        return _joined(parts)

    def step(self, actions: NDArray[Any]) -> Outcome:
        """One decision in every slot; actions: float64 (size, 3), or int64 (size,) in `grid` and `sites`."""
        if len(self._sessions) == 1:
            return self._sessions[0].step(np.arange(self.size), actions)
        for part, session in enumerate(self._pipelined):
            first, last = self._bounds[part : part + 2]
            session.send_step(np.arange(last - first), actions[first:last])
        answers, refusals = [], []
        for first, session in zip(self._bounds, self._pipelined, strict=False):
            try:
                answers.append((first, session.receive()))
            except GarrisonError as error:  # raised when all are heard, so that none stays in flight
                refusals.append(error)
        if refusals:
            raise refusals[0]
        return _joined(answers)

    def snapshot(self) -> list[bytes]:
        """Every slot's whole episode."""
        return [
            blob
            for part, session in enumerate(self._sessions)
            for blob in session.snapshot(np.arange(self._bounds[part + 1] - self._bounds[part]))
        ]

    def restore(self, blobs: Sequence[bytes]) -> Outcome:
        """Continues what `snapshot` took, bit for bit, on whichever servers. Raises OptionError for another number of slots."""
        if len(blobs) != self.size:
            raise OptionError("snapshots", f"{len(blobs)}", f"{self.size}, one per episode")
        parts = []
        for part, session in enumerate(self._sessions):
            first, last = self._bounds[part : part + 2]
            parts.append((first, session.restore(np.arange(last - first), blobs[first:last])))
        return _joined(parts)

    def close(self) -> None:
        """Frees the slots; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        for session in self._sessions:
            session.close()
        for backend, owned in zip(self._backends, self._owned, strict=True):
            if owned:
                backend.close()

    def _share(self, options: OpenOptions, part: int) -> OpenOptions:
        """What one server opens: its slots, with the levels that they play."""
        first, last = self._bounds[part : part + 2]
        seeds = options.seeds[first:last]
        if not first:
            return replace(options, slots=last, seeds=seeds)
        names, documents = options.levels, options.level_documents
        return replace(options, slots=last - first, seeds=seeds, levels=_from(first, names), level_documents=_from(first, documents))


def _from(first: int, levels: tuple[Any, ...]) -> tuple[Any, ...]:
    """The levels counted round and round from the `first`."""
    cut = first % len(levels) if levels else 0
    return levels[cut:] + levels[:cut]


def _joined_openings(parts: Sequence[Opened]) -> Opened:
    """The openings of all servers as one. Raises OptionError when they differ in what they show."""
    for part in parts:
        if (part.views, part.action.name, part.engine_version) != (parts[0].views, parts[0].action.name, parts[0].engine_version):
            raise OptionError("target", "servers of different versions", "servers of one version")
    hashes = tuple(name for part in parts for name in part.level_hashes)
    labels = parts[0].action if len(set(hashes)) == 1 else replace(parts[0].action, labels=())
    return replace(parts[0], levels=tuple(name for part in parts for name in part.levels), level_hashes=hashes, action=labels)


def _joined(parts: Sequence[tuple[int, Outcome]]) -> Outcome:
    """Outcomes of sessions whose slots begin at the given numbers, as one."""
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    outcomes = [outcome for _, outcome in parts]
    rows = np.cumsum([0] + [len(outcome.slots) for outcome in outcomes[:-1]])
    ended = [outcome for outcome in outcomes if len(outcome.final_rows)]
    return Outcome(
        slots=np.concatenate([outcome.slots + first for first, outcome in parts]).astype(np.int32),
        views=_joined_views([outcome.views for outcome in outcomes]),
        **{name: np.concatenate([getattr(outcome, name) for outcome in outcomes]) for name in COLUMNS},
        final_rows=np.concatenate([outcome.final_rows + row for row, outcome in zip(rows, outcomes, strict=True)]).astype(np.int32),
        final=_joined_views([outcome.final for outcome in ended]) if ended else {},
    )


def _joined_views(parts: Sequence[Views]) -> Views:
    joined: Views = {}
    for name, first in parts[0].items():
        shown = [part[name] for part in parts]
        joined[name] = [text for texts in shown for text in texts] if isinstance(first, list) else np.concatenate(shown)
    return joined
