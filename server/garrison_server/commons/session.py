"""Session: games of the commons for one client: which episode each slot plays, when it begins anew, and what is told of it.

Every request is checked before it changes anything; a refusal is one of `refusal`'s exceptions.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.commons import CommonsOpened, CommonsOptions, CommonsOutcome
from garrison_server.commons import rules
from garrison_server.commons.batch import Batch
from garrison_server.commons.graph import graph_of
from garrison_server.commons.observe import COLUMNS
from garrison_server.commons.picture import picture
from garrison_server.commons.state import C_STATUS, C_STEP, RUNNING, S_BUILT, S_LAST, S_LEAKS
from garrison_server.commons.words import words
from garrison_server.envelope import seal, unseal
from garrison_server.refusal import FieldError, FinishedError, NotResetError
from garrison_server.requests import checked_rows, checked_seeds
from garrison_server.seeds import drawn_seed, episode_seed

MOST_SLOTS: Final = 100_000
UNPLAYED: Final = -1
AUTORESETS: Final = ("next_step", "same_step", "none")


class CommonsSession:
    """The slots of one commons. A call's slots are distinct, in any order."""

    def __init__(self, options: CommonsOptions, *, threads: int = 1) -> None:
        if isinstance(options.slots, bool) or not isinstance(options.slots, int) or not 1 <= options.slots <= MOST_SLOTS:
            raise FieldError("slots", repr(options.slots), f"a whole number from 1 to {MOST_SLOTS:,}")
        if options.autoreset not in AUTORESETS:
            raise FieldError("autoreset", repr(options.autoreset), f"one of {', '.join(AUTORESETS)}")
        payoffs = rules.payoffs_of(options.payoffs, options.changes)
        near = graph_of(options.graph, options.seats, options.graph_seed)
        self.options, self.total = options, options.slots
        self.batch = Batch(payoffs, near, options.slots, threads=threads)
        self.all_rows = np.arange(options.slots)
        self.first_seeds, self.seeds = np.zeros(options.slots, np.uint64), np.zeros(options.slots, np.uint64)
        self.episodes = np.full(options.slots, UNPLAYED, np.int64)
        self.opened = CommonsOpened(
            neighbours=tuple(tuple(other for other in row if other >= 0) for row in near.tolist()), columns=COLUMNS,
            action_names=rules.ACTION_NAMES, error_texts=rules.ERROR_TEXTS, payoffs=payoffs._asdict(), version=rules.COMMONS_VERSION,
        )  # fmt: skip

    def reset(self, slots: Any, seeds: Any = None) -> CommonsOutcome:
        """Starts an episode in each slot. Without seeds a slot goes on to the next of its row, or draws its first one."""
        rows = checked_rows(slots, self.total, self.all_rows)
        self._begin(rows, checked_seeds(seeds, len(rows)))
        return self._outcome(rows, was_reset=np.ones(len(rows), np.bool_))

    def step(self, slots: Any, actions: Any) -> CommonsOutcome:
        """Plays one step in each slot: `actions` (n, seats), whole numbers. Finished games begin anew or refuse, as autoreset says."""
        rows, choices = checked_rows(slots, self.total, self.all_rows), np.asarray(actions)
        if choices.dtype.kind not in "iu" or choices.shape != (len(rows), self.batch.seats):
            came = f"{choices.dtype.name} of shape {list(choices.shape)}"
            raise FieldError("actions", came, f"whole numbers of shape {[len(rows), self.batch.seats]}: a row per slot, a column per seat")
        self._require_played(rows)
        over = self.batch.cells[rows, C_STATUS] != RUNNING
        if over.any() and self.options.autoreset == "none":
            raise FinishedError(
                f"slots {rows[over].tolist()[:20]}: the game is over; reset, restore or fork into them first", field="slots"
            )
        if over.any():
            self._begin(rows[over])
        live = np.flatnonzero(~over)
        rewards, codes = np.zeros(choices.shape), np.zeros(choices.shape, np.int16)
        ended = np.zeros(len(rows), np.bool_)
        result = self.batch.step(rows[live], choices[live].astype(np.int64))
        rewards[live], codes[live], ended[live] = result.rewards, result.codes, result.over
        if self.options.autoreset == "same_step" and ended.any():
            return self._renewed(rows, ended, over, rewards, codes)
        return self._outcome(rows, rewards=rewards, codes=codes, truncated=ended, was_reset=over)

    def snapshot(self, slots: Any) -> list[bytes]:
        """Each slot's whole game, generator included."""
        rows = checked_rows(slots, self.total, self.all_rows)
        self._require_played(rows)
        return [seal(int(self.first_seeds[row]), int(self.episodes[row]), self.batch.snapshot(int(row))) for row in rows]

    def restore(self, slots: Any, blobs: Sequence[bytes]) -> CommonsOutcome:
        """Continues snapshots bit for bit; all of them, or, when one is refused, none."""
        rows = checked_rows(slots, self.total, self.all_rows)
        if len(blobs) != len(rows):
            raise FieldError("snapshots", f"{len(blobs)}", f"{len(rows)}, one per slot")
        opened = [unseal(blob, f"snapshots[{i}]") for i, blob in enumerate(blobs)]
        before = self.batch.cells[rows].copy()
        try:
            for row, (_, _, blob) in zip(rows.tolist(), opened, strict=True):
                self.batch.restore(row, blob)
        except Exception:
            self.batch.cells[rows] = before
            raise
        for row, (first_seed, number, _) in zip(rows.tolist(), opened, strict=True):
            self._enter(row, first_seed, number)
        return self._outcome(rows)

    def fork(self, source: int, targets: Any) -> CommonsOutcome:
        """Copies slot `source` into `targets`."""
        origin = checked_rows([source], self.total, self.all_rows, "source")
        rows = checked_rows(targets, self.total, self.all_rows, "targets")
        self._require_played(origin)
        self.batch.fork(int(origin[0]), rows)
        for row in rows.tolist():
            self._enter(row, int(self.first_seeds[origin[0]]), int(self.episodes[origin[0]]))
        return self._outcome(rows)

    def render(self, slot: int, size: int = 512) -> NDArray[np.uint8]:
        """A picture of the slot's game, (size, size, 3). Raises FieldError for a size that is not from 64 to 1,024."""
        row = checked_rows([slot], self.total, self.all_rows)
        self._require_played(row)
        return picture(self.batch, int(row[0]), self.options.graph, size)

    def words(self, slot: int) -> str:
        """The slot's game in words, a line a seat."""
        row = checked_rows([slot], self.total, self.all_rows)
        self._require_played(row)
        return words(self.batch, int(row[0]), self.options.graph)

    def close(self) -> None:
        """Nothing is held."""

    def _require_played(self, rows: NDArray[np.int64]) -> None:
        unplayed = rows[self.episodes[rows] == UNPLAYED].tolist()[:20]
        if unplayed:
            raise NotResetError(f"slots {unplayed}: no episode yet; reset or restore them first", field="slots")

    def _enter(self, row: int, first_seed: int, number: int) -> None:
        self.first_seeds[row], self.episodes[row], self.seeds[row] = first_seed, number, episode_seed(first_seed, number)

    def _begin(self, rows: NDArray[np.int64], given: NDArray[np.uint64] | None = None) -> None:
        for i, row in enumerate(rows.tolist()):
            if given is not None:
                self._enter(row, int(given[i]), 0)
            elif self.episodes[row] == UNPLAYED:
                self._enter(row, drawn_seed(), 0)
            else:
                self._enter(row, int(self.first_seeds[row]), int(self.episodes[row]) + 1)
        self.batch.reset(rows, self.seeds[rows])

    def _renewed(
        self, rows: NDArray[np.int64], ended: NDArray[np.bool_], over: NDArray[np.bool_], rewards: NDArray[np.float64],
        codes: NDArray[np.int16],
    ) -> CommonsOutcome:  # fmt: skip
        """The last observations of the games that ended in a step, then new ones in their slots."""
        last = self._outcome(rows)
        self._begin(rows[ended])
        outcome = self._outcome(rows, rewards=rewards, codes=codes, truncated=ended, was_reset=ended | over)
        outcome.built, outcome.leaks = last.built, last.leaks  # of the step that was played
        outcome.final_rows = np.flatnonzero(ended).astype(np.int32)
        outcome.final_observations, outcome.final_cooperation_rates = last.observations[ended], last.cooperation_rates[ended]
        return outcome

    def _outcome(self, rows: NDArray[np.int64], **columns: Any) -> CommonsOutcome:
        """The rows as they stand now, with `columns` in place of zeros."""
        n, lanes, steps = len(rows), self.batch.lanes[rows], self.batch.cells[rows, C_STEP]
        shape = (n, self.batch.seats)
        zeros = {"rewards": np.zeros(shape), "truncated": np.zeros(n, np.bool_), "was_reset": np.zeros(n, np.bool_)}
        observations, masks = self.batch.observe(rows)
        return CommonsOutcome(
            slots=rows.astype(np.int32), observations=observations, masks=masks, built=lanes[:, S_LAST] == rules.WALL + 1,
            leaks=lanes[:, S_LEAKS], cooperation_rates=lanes[:, S_BUILT].sum(axis=1) / np.maximum(steps * self.batch.seats, 1),
            steps=steps, hashes=self.batch.hashes(rows), seeds=self.seeds[rows],
            **(zeros | {"codes": np.zeros(shape, np.int16)} | columns),
        )  # fmt: skip
