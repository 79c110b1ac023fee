"""Session: slots of one client over a Batch: which episode each plays, when it begins anew, and what is shown of it.

Knows nothing of the wire, of leases or of threads: whoever calls it takes care that one call runs at a time. Every
request is checked before it changes anything; a refusal is one of `refusal`'s exceptions.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.records import Opened, Outcome, Views
from garrison_server import rules
from garrison_server.batch import Batch
from garrison_server.envelope import seal, unseal
from garrison_server.episode import SnapshotError
from garrison_server.episode import SnapshotVersionError as BlobVersionError
from garrison_server.observe.action_space import to_native
from garrison_server.observe.views import observe
from garrison_server.plan import Plan
from garrison_server.recording import Recording
from garrison_server.refusal import (
    FieldError,
    FinishedError,
    NotRecordedError,
    NotResetError,
    SnapshotDamagedError,
    SnapshotLevelError,
    SnapshotVersionError,
)  # fmt: skip
from garrison_server.requests import checked_actions, checked_rows, checked_seeds, checked_views
from garrison_server.rules import ENGINE_VERSION
from garrison_server.seeds import drawn_seed, episode_seed
from garrison_server.state import C_LIFE, C_STATUS, C_TICK, RUNNING

_ZEROS: Final[dict[str, type[np.generic]]] = {
    "rewards": np.float64, "codes": np.int16,
    "terminated": np.bool_, "truncated": np.bool_, "was_reset": np.bool_, "no_effect": np.bool_,
}  # fmt: skip
UNPLAYED: Final = -1  # the number of the episode of a slot that plays none yet


class Session:
    """The slots of one plan. `n` below is the number of slots a call names; a call's slots are distinct, in any order."""

    def __init__(self, plan: Plan, *, session_id: str = "", token: str = "", threads: int = 1) -> None:
        options = plan.options
        self.plan, self.options, self.total = plan, options, options.slots
        hashes = [bytes.fromhex(scenario.hash) for scenario in plan.scenarios]
        self.batch = Batch([scenario.board for scenario in plan.scenarios], plan.level_of, hashes, threads=threads)
        self.all_rows = np.arange(self.total)
        self.first_seeds = np.array(options.seeds, np.uint64) if options.seeds else np.zeros(self.total, np.uint64)
        self.seeded = np.full(self.total, bool(options.seeds))
        self.episodes = np.full(self.total, UNPLAYED, np.int64)
        self.seeds = np.zeros(self.total, np.uint64)  # of the running episodes
        self.recordings: list[Recording | None] = [None] * self.total
        self.finished: list[Recording | None] = [None] * self.total  # the episode before the running one
        self._changes = np.zeros(self.total, np.int64)  # by slot
        self.rounds = 0  # changes of all slots at once
        self._any_over = False  # whether a slot's episode may be finished; False: surely none is
        self._unplayed = self.total  # slots that play no episode yet
        self.lives = self.batch.lives
        self.view_names = tuple(spec.name for spec in plan.views)
        scenarios = [plan.scenarios[i] for i in plan.level_of]
        self.opened = Opened(
            session_id=session_id, resume_token=token, views=plan.views, action=plan.action,
            levels=tuple(scenario.level.name for scenario in scenarios), level_hashes=tuple(scenario.hash for scenario in scenarios),
            engine_version=ENGINE_VERSION, lease_s=options.lease_s,
        )  # fmt: skip

    def reset(self, slots: Any, seeds: Any = None, views: Sequence[str] | None = None) -> Outcome:
        """Starts an episode in each slot. Without seeds a slot goes on to the next of its row, or draws its first one."""
        rows = checked_rows(slots, self.total, self.all_rows)
        names = checked_views(views, self.view_names)
        given = checked_seeds(seeds, len(rows))
        self._begin(rows, given)
        return self._outcome(rows, self._observed(names, rows), was_reset=np.ones(len(rows), np.bool_))

    def step(self, slots: Any, actions: Any, views: Sequence[str] | None = None, space: str = "") -> Outcome:
        """Plays one decision in each slot; finished ones begin anew or refuse, as the session's autoreset says.
        `space`: of the actions, where it is not the session's own; only without autoreset."""
        space = space or self.options.action_space
        rows = checked_rows(slots, self.total, self.all_rows)
        names = checked_views(views, self.view_names)
        choices = checked_actions(actions, len(rows), space)
        self._require_played(rows)
        if self._any_over and (over := self._over(rows)).any():
            if self.options.autoreset == "none":
                raise FinishedError(f"slots {rows[over].tolist()[:20]}: the episode is finished; reset, restore or fork into them first",
                                    field="slots", metadata={"slots": rows[over].tolist()[:20]})  # fmt: skip
            return self._step_some(rows, over, choices, names)
        native = to_native(space, self.batch, rows, choices)
        result = self.batch.step(rows, native, self.options.ticks_per_step, self.options.max_ticks)
        self._changes[rows] += 1
        if self.options.record:
            self._record_step(rows, native)
        rewards = result.rewards + rules.STEP_PENALTY if self.options.step_penalty else result.rewards
        columns: dict[str, Any] = {"rewards": rewards, "terminated": result.terminated, "truncated": result.truncated}
        columns |= {"codes": result.codes, "no_effect": result.no_effect}
        if b"\1" in (result.terminated | result.truncated).tobytes():
            if self.options.autoreset == "same_step":
                return self.renewed(rows, columns, names)
            self._any_over = True
        return self._outcome(rows, self._observed(names, rows), **columns)

    def snapshot(self, slots: Any) -> list[bytes]:
        """Each slot's whole episode."""
        rows = checked_rows(slots, self.total, self.all_rows)
        self._require_played(rows)
        return [seal(int(self.first_seeds[row]), int(self.episodes[row]), self.batch.snapshot(int(row))) for row in rows]

    def restore(self, slots: Any, blobs: Sequence[bytes], views: Sequence[str] | None = None) -> Outcome:
        """Continues snapshots bit for bit; all of them, or, when one is refused, none."""
        rows = checked_rows(slots, self.total, self.all_rows)
        names = checked_views(views, self.view_names)
        if len(blobs) != len(rows):
            raise FieldError("snapshots", f"{len(blobs)}", f"{len(rows)}, one per slot")
        opened = [unseal(blob, f"snapshots[{i}]") for i, blob in enumerate(blobs)]
        before = [self.batch.snapshot(int(row)) for row in rows] if len(rows) > 1 else []
        for i, row in enumerate(rows):
            try:
                self.batch.restore(int(row), opened[i][2])
            except SnapshotError as error:
                for j in range(i):
                    self._put_back(int(rows[j]), before[j])
                raise _named(error, i) from None
        for row, (first_seed, number, _) in zip(rows, opened, strict=True):
            self._enter(int(row), first_seed, number)
            self.recordings[row] = self.finished[row] = None
        self._any_over = True
        return self._outcome(rows, self._observed(names, rows))

    def fork(self, source: int, targets: Any, views: Sequence[str] | None = None) -> Outcome:
        """Copies slot `source`, its recording too, into `targets`, which play the same level."""
        origin = int(checked_rows([source], self.total, self.all_rows, "source")[0])
        rows = checked_rows(targets, self.total, self.all_rows, "targets")
        names = checked_views(views, self.view_names)
        self._require_played(np.array([origin]))
        if origin in rows:
            raise FieldError("targets", f"the source, slot {origin}", "other slots")
        strangers = rows[self.batch.level_of[rows] != self.batch.level_of[origin]]
        if len(strangers):
            raise SnapshotLevelError(f"targets: came slots {strangers.tolist()[:20]}, wanted slots that play {self.opened.levels[origin]} "
                                     f"as slot {origin} does", field="targets")  # fmt: skip
        self.batch.fork(origin, rows)
        self._any_over = True
        recording = self.recordings[origin]
        for row in rows:
            self._enter(int(row), int(self.first_seeds[origin]), int(self.episodes[origin]))
            self.recordings[row] = recording.copy() if recording else None
            self.finished[row] = None
        return self._outcome(rows, self._observed(names, rows))

    def recording(self, slot: int) -> Recording:
        """The running episode, or, before its first step, the one before it. Raises NotRecordedError."""
        row = int(checked_rows([slot], self.total, self.all_rows, "slot")[0])
        running, last = self.recordings[row], self.finished[row]
        found = last if last is not None and (running is None or running.steps == 0) else running
        if found is None:
            why = "it was restored, or not reset yet" if self.options.record else "the session was opened without `record`"
            raise NotRecordedError(f"slot {row}: its episode was not recorded from its beginning: {why}", field="slot")
        return found

    def look(self, slot: int, views: Sequence[str]) -> Outcome:
        """One slot as it is now, in views of the caller's choice; for those who only watch."""
        rows = checked_rows([slot], self.total, self.all_rows, "slot")
        self._require_played(rows)
        return self._outcome(rows, self._observed(tuple(views), rows))

    def _require_played(self, rows: NDArray[np.int64]) -> None:
        if not self._unplayed:
            return
        unplayed = rows[self.episodes[rows] == UNPLAYED].tolist()[:20]
        if unplayed:
            raise NotResetError(f"slots {unplayed}: no episode yet; reset or restore them first", field="slots",
                                metadata={"slots": unplayed})  # fmt: skip

    def _over(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the slots play a finished episode."""
        over = (self.batch.states.clock[:, C_STATUS] != RUNNING) & (self.episodes != UNPLAYED)
        self._any_over = bool(over.any())
        finished: NDArray[np.bool_] = over[rows]
        return finished

    def _enter(self, row: int, first_seed: int, number: int) -> None:
        """The slot now plays episode `number` of the row that `first_seed` begins."""
        self._changes[row] += 1
        self._unplayed -= int(self.episodes[row] == UNPLAYED)
        self.first_seeds[row], self.episodes[row], self.seeded[row] = first_seed, number, True
        self.seeds[row] = episode_seed(first_seed, number)

    def _begin(self, rows: NDArray[np.int64], given: NDArray[np.uint64] | None = None) -> None:
        for i, row in enumerate(rows.tolist()):
            if given is not None:
                self._enter(row, int(given[i]), 0)
            elif self.seeded[row]:
                self._enter(row, int(self.first_seeds[row]), int(self.episodes[row]) + 1)
            else:
                self._enter(row, drawn_seed(), 0)
        self.batch.reset(rows, self.seeds[rows])
        if self.options.record:
            for row, digest in zip(rows.tolist(), self.batch.hashes(rows).tolist(), strict=True):
                self.finished[row], self.recordings[row] = self.recordings[row], Recording(int(self.seeds[row]))
                self.recordings[row].hashes.append(digest)

    def _step_some(self, rows: NDArray[np.int64], over: NDArray[np.bool_], choices: NDArray[Any], names: tuple[str, ...]) -> Outcome:
        """Next-step autoreset with finished slots among `rows`: those begin anew, the others are stepped."""
        n, live = len(rows), np.flatnonzero(~over)
        columns: dict[str, Any] = {"rewards": np.zeros(n), "codes": np.zeros(n, np.int16), "was_reset": over}
        columns |= {name: np.zeros(n, np.bool_) for name in ("terminated", "truncated", "no_effect")}
        self._begin(rows[over])
        if len(live):
            native = to_native(self.options.action_space, self.batch, rows[live], choices[live])
            result = self.batch.step(rows[live], native, self.options.ticks_per_step, self.options.max_ticks)
            self._changes[rows[live]] += 1
            if self.options.record:
                self._record_step(rows[live], native)
            for name, values in result._asdict().items():
                columns[name][live] = values
            self._any_over = self._any_over or bool((result.terminated | result.truncated).any())
            if self.options.step_penalty:
                columns["rewards"][live] += rules.STEP_PENALTY
        if self.options.autoreset == "same_step":  # only slots that a snapshot or fork brought here finished
            if (columns["terminated"] | columns["truncated"]).any():
                return self.renewed(rows, columns, names)
        return self._outcome(rows, self._observed(names, rows), **columns)

    def changes(self, slot: int) -> int:
        """How often a slot's state was changed; watchers compare it."""
        return int(self._changes[slot]) + self.rounds

    def row_bytes(self, views: Sequence[str] | None) -> int:
        """The bytes of one slot's tensor views; None: of all the session's."""
        specs = [spec for spec in self.plan.views if spec.kind == "tensor" and (views is None or spec.name in views)]
        return sum(math.prod(spec.shape) * np.dtype(spec.dtype).itemsize for spec in specs)

    @property
    def unusual(self) -> bool:
        """Whether some slot may play no episode, or a finished one."""
        return self._any_over or self._unplayed > 0

    def note_ends(self) -> None:
        """Some slot's episode ended in a step that was not played through `step`."""
        self._any_over = True

    def renewed(self, rows: NDArray[np.int64], columns: dict[str, Any], names: tuple[str, ...] | None = None) -> Outcome:
        """Same-step autoreset: the last views of the episodes that ended in a step, then new ones in their slots."""
        names = self.view_names if names is None else names
        ended = np.flatnonzero(columns["terminated"] | columns["truncated"])
        over = rows[ended]
        last = self._outcome(over, self._observed(names, over))
        self._begin(over)
        was_reset = columns.setdefault("was_reset", np.zeros(len(rows), np.bool_))
        was_reset[ended] = True
        outcome = self._outcome(rows, self._observed(names, rows), **columns)
        outcome.scores[ended], outcome.status[ended] = last.scores, last.status
        outcome.final_rows, outcome.final = ended.astype(np.int32), last.views
        return outcome

    def _record_step(self, rows: NDArray[np.int64], native: NDArray[np.float64]) -> None:
        hashes, clock = self.batch.hashes(rows).tolist(), self.batch.states.clock
        for i, row in enumerate(rows.tolist()):
            recording = self.recordings[row]
            if recording is not None:
                recording.hashes.append(hashes[i])
                recording.actions.frombytes(native[i].tobytes())
                recording.ticks, recording.status = int(clock[row, C_TICK]), int(clock[row, C_STATUS])
                recording.score = float(clock[row, C_LIFE] - self.lives[row])

    def _observed(self, names: tuple[str, ...], rows: NDArray[np.int64]) -> Views:
        space, digits = self.options.action_space, self.options.digits
        return {name: observe(name, self.batch, rows, space, digits) for name in names}

    def _outcome(self, rows: NDArray[np.int64], views: Views, **columns: Any) -> Outcome:
        """The rows as they stand now, with `columns` in place of zeros."""
        n, standing = len(rows), self.batch.tell(rows)
        for name, dtype in _ZEROS.items():
            if name not in columns:
                columns[name] = np.zeros(n, dtype)
        return Outcome(
            slots=rows.astype(np.int32), views=views, ticks=standing.ticks, steps=standing.steps, hashes=standing.hashes,
            scores=standing.scores, status=standing.status, seeds=self.seeds[rows], **columns,
        )  # fmt: skip

    def _put_back(self, row: int, blob: bytes) -> None:
        """Undoes a restore with the bytes from before it; of a slot that had not played, the state does not matter."""
        if self.episodes[row] != UNPLAYED:
            self.batch.restore(row, blob)


def _named(error: SnapshotError, i: int) -> Exception:
    """The refusal that a batch's snapshot error stands for."""
    if not isinstance(error, BlobVersionError):
        return SnapshotDamagedError(f"snapshots[{i}]", str(error), "a whole snapshot of this game")
    kind = SnapshotVersionError if "engine version" in str(error) else SnapshotLevelError
    return kind(f"snapshots[{i}]: {error}", field=f"snapshots[{i}]")
