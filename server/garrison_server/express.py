"""The express lane: a step of all slots of a session, from a request's bytes to an answer's, with next to nothing between.

What is usual and always the same (all slots, all views, raw tensors, nobody finished) runs here: the kernels write into
arrays that are kept, and the answer is joined from them. Anything else takes the road through `Session.step`; both give
equal bytes, and a test holds them to it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison_proto.codec import pack_outcome
from garrison_proto.template import COLUMNS, OutcomeTemplate, StepTemplate
from garrison_proto.v1 import play_pb2, types_pb2
from garrison_server import rules
from garrison_server.batch import Standing, Steps, step_many, tell_many
from garrison_server.observe.action_space import to_native
from garrison_server.observe.views import writing
from garrison_server.orders import answer_rows, order_rows
from garrison_server.session import Session


class Express:
    """The express lane of one session, which the caller must have to itself."""

    def __init__(self, session: Session) -> None:
        self._session, n = session, session.total
        batch, options = session.batch, session.options
        self._native = options.action_space == "native"
        self._choices: NDArray[Any] = np.empty((n, 3)) if self._native else np.empty(n, np.int64)
        self._request = StepTemplate(self._choices.dtype.name, self._choices.shape)
        self._penalty = options.step_penalty
        self._orders = self._choices if self._native else np.empty((n, 3))
        self._inlet = self._choices.data.cast("B")
        self._out, self._standing = Steps.room(n), Standing.room(n)
        world = (batch.boards.rows, batch.states.rows, batch.level_of, session.all_rows)
        orders, answers = order_rows(self._orders), answer_rows(n)
        self._turn = np.zeros(3, np.int64)
        alone = (np.zeros(1, np.int64), 1, self._turn)
        self._step: tuple[Any, ...] = (*alone, *world, orders, answers, options.ticks_per_step, options.max_ticks, *self._out)
        self._tell = (batch.states.rows, batch.words, session.all_rows, batch.lives, *self._standing)
        views = {name: writing(name, batch, session.all_rows, options.action_space) for name in session.view_names}
        self._writings = tuple(views.values())
        columns = self._out._asdict() | self._standing._asdict() | {"was_reset": np.zeros(n, np.bool_), "seeds": session.seeds}
        self._template = OutcomeTemplate({name: columns[name] for name in COLUMNS}, {name: view.out for name, view in views.items()})

    @staticmethod
    def suits(session: Session, largest: int) -> bool:
        """Whether a session can have one: one seat, raw arrays alone, one thread, nothing recorded, answers below `largest` bytes."""
        options = session.options
        plain = options.mode == "defense" and options.codec == "raw" and not options.record and session.batch.crew.size == 1
        small = session.total * (session.row_bytes(None) + 100) + 1000 < largest
        return plain and small and all(spec.kind == "tensor" for spec in session.plan.views)

    def split(self, data: bytes) -> tuple[int, int, memoryview] | None:
        """A request's seq, in_flight and the bytes of its actions, where it is a step of the usual form."""
        return self._request.split(data)

    def answer(self, seq: int, actions: memoryview) -> bytes | None:
        """The PlayResponse to a step; None, with nothing done, where some slot cannot simply be stepped."""
        session = self._session
        if session.unusual:
            return None
        self._inlet[:] = actions
        if not self._native:
            self._orders[:] = to_native(session.options.action_space, session.batch, session.all_rows, self._choices)
        self._turn[:] = 0
        ends = step_many(*self._step)
        session.rounds += 1
        if self._penalty:
            self._out.rewards[:] += rules.STEP_PENALTY
        return self._with_ends(seq) if ends else self._joined(seq)

    def _joined(self, seq: int) -> bytes:
        tell_many(*self._tell)
        for kernel, arguments, _ in self._writings:
            kernel(*arguments)
        return self._template.response(seq)

    def _with_ends(self, seq: int) -> bytes:
        """A step in which episodes ended: with same-step autoreset the session goes on from here by itself."""
        session, out = self._session, self._out
        if session.options.autoreset != "same_step":
            session.note_ends()
            return self._joined(seq)
        outcome = session.renewed(session.all_rows, {name: column.copy() for name, column in out._asdict().items()})
        response = play_pb2.PlayResponse(seq=seq)
        pack_outcome(outcome, session.total, types_pb2.CODEC_RAW, response.outcome)
        return bytes(response.SerializeToString())
