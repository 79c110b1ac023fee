"""Session: slots of one client over a World: which episode each plays, when it begins anew, and what is shown of it.

Knows nothing of the wire, of leases or of threads: whoever calls it takes care that one call runs at a time. Every
request is checked before it changes anything; a refusal is one of `refusal`'s exceptions.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.codec import AGENT_COLUMNS
from garrison_proto.records import Outcome, Views
from garrison_server.envelope import refusal_for, seal, unseal
from garrison_server.episode import SnapshotError
from garrison_server.messages import Said
from garrison_server.plan import Plan
from garrison_server.recording import Recorder, Recording
from garrison_server.refusal import (
    FieldError,
    FinishedError,
    NotRecordedError,
    NotResetError,
    RefusalError,
    SnapshotLevelError,
)  # fmt: skip
from garrison_server.requests import checked_actions, checked_messages, checked_rows, checked_seeds, checked_views
from garrison_server.seeds import drawn_seed, episode_seed
from garrison_server.world import Games, world_of

_ZEROS: Final[dict[str, type[np.generic]]] = {
    "rewards": np.float64, "codes": np.int16,
    "terminated": np.bool_, "truncated": np.bool_, "was_reset": np.bool_, "no_effect": np.bool_,
}  # fmt: skip
UNPLAYED: Final = -1  # the number of the episode of a slot that plays none yet


class Session:
    """The slots of one plan. `n` below is the number of slots a call names; a call's slots are distinct, in any order.

    `batch` holds the games; those who know the mode know more of it than Session does.
    """

    def __init__(self, plan: Plan, *, session_id: str = "", token: str = "", threads: int = 1) -> None:
        options = plan.options
        self.plan, self.options, self.total = plan, options, options.slots
        self.world = world_of(plan, threads)
        self.batch: Any = self.world.batch
        self._games: Games = self.world.batch
        self._level_of = np.array(plan.level_of)
        self.all_rows = np.arange(self.total)
        self.first_seeds = np.array(options.seeds, np.uint64) if options.seeds else np.zeros(self.total, np.uint64)
        self.seeded = np.full(self.total, bool(options.seeds))
        self.episodes = np.full(self.total, UNPLAYED, np.int64)
        self.seeds = np.zeros(self.total, np.uint64)  # of the running episodes
        self._recorder = Recorder(self.total)
        self._changes = np.zeros(self.total, np.int64)  # by slot
        self.rounds = 0  # changes of all slots at once
        self._any_over = False  # whether a slot's episode may be finished; False: surely none is
        self._unplayed = self.total  # slots that play no episode yet
        self.view_names = tuple(spec.name for spec in plan.views)
        self.opened = plan.opened(session_id, token)

    def reset(self, slots: Any, seeds: Any = None, views: Sequence[str] | None = None) -> Outcome:
        """Starts an episode in each slot. Without seeds a slot goes on to the next of its row, or draws its first one."""
        rows = checked_rows(slots, self.total, self.all_rows)
        names = checked_views(views, self.view_names)
        given = checked_seeds(seeds, len(rows))
        self._begin(rows, given)
        return self._outcome(rows, self._observed(names, rows), was_reset=np.ones(len(rows), np.bool_))

    def step(
        self, slots: Any, actions: Any, views: Sequence[str] | None = None, space: str = "", messages: Sequence[str] | None = None
    ) -> Outcome:  # fmt: skip
        """Plays one decision in each slot; finished ones begin anew or refuse, as the session's autoreset says.
        `space`: of the actions, where it is not the session's own; only without autoreset. `messages`: of each seat of each slot."""
        space = space or self.plan.action.name
        rows = checked_rows(slots, self.total, self.all_rows)
        names = checked_views(views, self.view_names)
        choices = checked_actions(actions, len(rows), space, self.opened.seats)
        said = checked_messages(messages, len(rows), self.world.mail)
        self._require_played(rows)
        if self._any_over and (over := self._over(rows)).any():
            if self.options.autoreset == "none":
                raise FinishedError(f"slots {rows[over].tolist()[:20]}: the episode is finished; reset, restore or fork into them first",
                                    field="slots", metadata={"slots": rows[over].tolist()[:20]})  # fmt: skip
            return self._step_some(rows, over, choices, names, said)
        columns = self._play(rows, choices, space, said)
        if b"\1" in (columns["terminated"] | columns["truncated"]).tobytes():
            if self.options.autoreset == "same_step":
                return self.renewed(rows, columns, names)
            self._any_over = True
        return self._outcome(rows, self._observed(names, rows), **columns)

    def _play(self, rows: NDArray[np.int64], choices: NDArray[Any], space: str, said: Sequence[Said] | None) -> dict[str, Any]:
        """One decision in slots that go on: the columns of its outcome."""
        actions = self.world.actions(space, rows, choices)
        columns: dict[str, Any] = self.world.step(rows, actions)._asdict()
        self._changes[rows] += 1
        if self.world.mail is not None:
            self.world.mail.post(rows, said)
        if self.options.record:
            self._recorder.step(rows, np.asarray(actions, np.float64), self._games.tell(rows), said)
        if self.options.step_penalty:
            columns["rewards"] = columns["rewards"] + self.plan.step_penalty
        return columns

    def snapshot(self, slots: Any) -> list[bytes]:
        """Each slot's whole episode."""
        rows = checked_rows(slots, self.total, self.all_rows)
        self._require_played(rows)
        mail = self.world.mail
        said = [None if mail is None else mail.pack(row) for row in rows.tolist()]
        firsts, numbers = self.first_seeds[rows].tolist(), self.episodes[rows].tolist()
        return [seal(firsts[i], numbers[i], self._games.snapshot(row), said[i]) for i, row in enumerate(rows.tolist())]

    def restore(self, slots: Any, blobs: Sequence[bytes], views: Sequence[str] | None = None) -> Outcome:
        """Continues snapshots bit for bit; all of them, or, when one is refused, none."""
        rows = checked_rows(slots, self.total, self.all_rows)
        names = checked_views(views, self.view_names)
        if len(blobs) != len(rows):
            raise FieldError("snapshots", f"{len(blobs)}", f"{len(rows)}, one per slot")
        mail = self.world.mail
        opened = [unseal(blob, f"snapshots[{i}]", spoken=mail is not None) for i, blob in enumerate(blobs)]
        if mail is not None:
            for i, parts in enumerate(opened):
                mail.judge(parts[3], f"snapshots[{i}]")
        before = [self._games.snapshot(row) for row in rows.tolist()] if len(rows) > 1 else []
        for i, row in enumerate(rows.tolist()):
            try:
                self._games.restore(row, opened[i][2])
            except (SnapshotError, RefusalError) as error:
                for j in range(i):
                    self._put_back(int(rows[j]), before[j])
                raise refusal_for(error, i) from None
        for row, (first_seed, number, _, said) in zip(rows.tolist(), opened, strict=True):
            self._enter(row, first_seed, number)
            self._recorder.forget(row)
            if mail is not None:
                mail.unpack(row, said)
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
        strangers = rows[self._level_of[rows] != self._level_of[origin]]
        if len(strangers):
            raise SnapshotLevelError(f"targets: came slots {strangers.tolist()[:20]}, wanted slots that play {self.opened.levels[origin]} "
                                     f"as slot {origin} does", field="targets")  # fmt: skip
        self._games.fork(origin, rows)
        self._any_over = True
        if self.world.mail is not None:
            self.world.mail.copy(origin, rows)
        for row in rows.tolist():
            self._enter(row, int(self.first_seeds[origin]), int(self.episodes[origin]))
            self._recorder.copy(origin, row)
        return self._outcome(rows, self._observed(names, rows))

    def recording(self, slot: int) -> Recording:
        """The running episode, or, before its first step, the one before it. Raises NotRecordedError."""
        row = int(checked_rows([slot], self.total, self.all_rows, "slot")[0])
        found = self._recorder.of(row)
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
        over = self._games.finished() & (self.episodes != UNPLAYED)
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
        self._games.reset(rows, self.seeds[rows])
        if self.world.mail is not None:
            self.world.mail.clear(rows)
        if self.options.record:
            self._recorder.begin(rows, self.seeds[rows], self._games.hashes(rows))

    def _step_some(
        self, rows: NDArray[np.int64], over: NDArray[np.bool_], choices: NDArray[Any], names: tuple[str, ...], said: Sequence[Said] | None
    ) -> Outcome:  # fmt: skip
        """Next-step autoreset with finished slots among `rows`: those begin anew, the others are stepped."""
        n, live = len(rows), np.flatnonzero(~over)
        columns: dict[str, Any] = {name: self._zeros(name, n) for name in _ZEROS} | {"was_reset": over}
        self._begin(rows[over])
        if len(live):
            heard = None if said is None else [said[i] for i in live.tolist()]
            played = self._play(rows[live], choices[live], self.plan.action.name, heard)
            for name, values in played.items():
                columns[name][live] = values
            self._any_over = self._any_over or bool((played["terminated"] | played["truncated"]).any())
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
        return sum(math.prod(spec.row_shape) * np.dtype(spec.dtype).itemsize for spec in specs)

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

    def _observed(self, names: tuple[str, ...], rows: NDArray[np.int64]) -> Views:
        return {name: self.world.observe(name, rows) for name in names}

    def _zeros(self, column: str, n: int) -> NDArray[Any]:
        """A column as it is while nothing happens."""
        return np.zeros((n, self.opened.seats) if self.opened.seats and column in AGENT_COLUMNS else n, _ZEROS[column])

    def _outcome(self, rows: NDArray[np.int64], views: Views, **columns: Any) -> Outcome:
        """The rows as they stand now, with `columns` in place of zeros."""
        standing = self._games.tell(rows)
        for name in _ZEROS:
            if name not in columns:
                columns[name] = self._zeros(name, len(rows))
        return Outcome(
            slots=rows.astype(np.int32), views=views, ticks=standing.ticks, steps=standing.steps, hashes=standing.hashes,
            scores=standing.scores, status=standing.status, seeds=self.seeds[rows], **columns,
        )  # fmt: skip

    def _put_back(self, row: int, blob: bytes) -> None:
        """Undoes a restore with the bytes from before it; of a slot that had not played, the state does not matter."""
        if self.episodes[row] != UNPLAYED:
            self._games.restore(row, blob)
