"""Playing what a reply asks for: act after act on the session's slot, then waiting, with an eye on what ends a plan."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from garrison_proto.records import Outcome
from garrison_proto.talk import Played
from garrison_server import rules
from garrison_server.board import Q_X, Q_Y, TT_RADIUS
from garrison_server.gateway.menu import NOWHERE, Act
from garrison_server.gateway.plans import Plan, Until
from garrison_server.session import Session
from garrison_server.sim.fog import covered
from garrison_server.state import C_LIFE, C_STATUS, C_WAVE, RUNNING, S_GOLD, T_KIND, T_OWNER

SEAT: Final = 0
IDLE: Final = Act(0.0, 0.0, rules.NOOP, "")


@dataclass
class Performance:
    """What came of a plan. `outcome` is the last step's, with the sum of all rewards."""

    outcome: Outcome | None = None
    played: list[Played] = field(default_factory=list)
    steps: int = 0
    stopped: str = ""


class Player:
    """Plays on one slot of a session."""

    def __init__(self, session: Session, slot: int) -> None:
        self.session, self.slot = session, slot
        self._rows = session.all_rows[slot : slot + 1]
        self.clock = session.batch.states.clock[slot]

    @property
    def over(self) -> bool:
        """Whether the episode is finished."""
        return bool(self.clock[C_STATUS] != RUNNING)

    def perform(self, plan: Plan) -> Performance:
        """Plays a plan on a running episode, at least one step of it."""
        done, life, wave = Performance(), int(self.clock[C_LIFE]), int(self.clock[C_WAVE])
        for act in plan.acts:
            self._play(act, done)
            if done.played[-1].code:
                done.stopped = "refused"
            done.stopped = done.stopped or self._event(plan.until, life, wave)
            if done.stopped:
                return done
        while done.steps < plan.steps:
            self._step(IDLE, done)
            done.stopped = self._event(plan.until, life, wave)
            if done.stopped:
                return done
        done.stopped = "done" if plan.steps == len(plan.acts) else "steps"
        return done

    def idle(self, steps: int) -> Performance:
        """Lets steps pass, fewer if the episode ends."""
        done = Performance()
        while done.steps < steps and not self.over:
            self._step(IDLE, done)
        return done

    def _play(self, act: Act, done: Performance) -> None:
        forced = self._rally_refusal(act) if act.action == rules.RALLY and act.site != NOWHERE else rules.OK
        outcome = self._step(IDLE if forced else act, done)
        code = forced or int(outcome.codes[0])
        done.played.append(Played(act.x, act.y, act.action, code, bool(outcome.no_effect[0]), act.words))

    def _step(self, act: Act, done: Performance) -> Outcome:
        before = done.outcome
        outcome = self.session.step(self._rows, np.array([[act.x, act.y, act.action]], np.float64), (), "native")
        if before is not None:
            outcome.rewards = outcome.rewards + before.rewards
        done.outcome, done.steps = outcome, done.steps + 1
        return outcome

    def _event(self, until: Until, life: int, wave: int) -> str:
        """What of `until` has come true since there were `life` lives and `wave` waves, or that the episode is over."""
        if self.over:
            return "over"
        if until.leak and self.clock[C_LIFE] < life:
            return "leak"
        if until.wave and self.clock[C_WAVE] > wave:
            return "wave"
        gold = self.session.batch.states.seats[self.slot, SEAT, S_GOLD]
        return "gold" if until.gold is not None and gold >= until.gold else ""

    def _rally_refusal(self, act: Act) -> int:
        """The game rallies the nearest knight tower in range. A model that named a site means that one's knights or nobody's."""
        batch, level = self.session.batch, self.session.plan.level_of[self.slot]
        towers, field = batch.states.towers[self.slot], batch.states.field[self.slot]
        points, radius = batch.boards.points[level], batch.boards.towers[level, rules.KNIGHT_TOWER - 1, TT_RADIUS]
        mine = [
            i for i in range(rules.MAX_POINTS)
            if towers[i, T_KIND] == rules.KNIGHT_TOWER and towers[i, T_OWNER] == SEAT and not covered(field, points[i, Q_X], points[i, Q_Y])
        ]  # fmt: skip
        squares = {i: float((act.x - points[i, Q_X]) ** 2 + (act.y - points[i, Q_Y]) ** 2) for i in mine}
        nearest = min(squares, key=lambda i: squares[i], default=NOWHERE)
        return rules.OK if nearest == act.site and squares[nearest] <= radius**2 else rules.ERR_RALLY
