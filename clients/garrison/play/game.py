"""One game, as the window plays it: a session of one slot with one tick a step, played at a pace. Knows nothing of pygame.

    game = Game(connection, plan_of(connection, OpenOptions(levels=("garrison-1",), record=True)), seed=7)
    game.seats[0].order(Act.ARCHER, -0.65, 2.41)
    while game.status == RUNNING and game.trouble is None:
        game.advance(1 / 60)       # sends what is due now, takes in what was due at the frame before
        game.picture, game.seats[0].text    # what is seen

Views are asked only for the last tick of a frame. An order is applied at the next tick; a paused game plays one tick for it.
"""

import json
import time
from collections import deque
from collections.abc import Sequence
from random import randrange
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison.connection import Connection
from garrison.errors import EpisodeFinishedError, GarrisonError
from garrison.play.attack_seat import AttackSeat
from garrison.play.game_plan import GamePlan
from garrison.play.orders import Text
from garrison.play.pacer import Pacer
from garrison.play.partner import Partner
from garrison.play.seat import Seat
from garrison_proto.records import Outcome

RUNNING: Final = 0
WON: Final = 1
STATUS: Final = ("running", "won", "lost", "cut")
SLOT: Final = (0,)
MOST_IN_FLIGHT: Final = 16  # that every server takes
SEEDS: Final = 100_000  # a game without a seed draws one below


class Sent(NamedTuple):
    """A step that has no answer yet."""

    frame: int
    orders: tuple[tuple[Any, bool], ...]  # by seat; whether it was the player's
    shown: bool  # its answer brings the views


class Game:
    """`trouble` is what has ended the connection; after `reattach` or `restart` it is None again."""

    def __init__(self, connection: Connection, plan: GamePlan, seed: int | None = None) -> None:
        """Raises what `open` raises."""
        self.connection, self.lineup, self.people = connection, plan.lineup, plan.lineup.seats_of_people
        self.options, self.described = plan.options, plan.described
        self.rules: dict[str, Any] = self.described.rules
        self.pacer = Pacer()
        self.trouble: GarrisonError | None = None
        self.session = connection.open(self.options)
        self.several = self.session.opened.seats > 0  # whether columns and views have an axis of seats
        self._specs = {spec.name: spec for spec in self.session.opened.views}
        self._picture = plan.picture
        names, errors = self.lineup.names, self.described.error_texts
        kinds = [Seat] * self.lineup.defenders + [AttackSeat] * (self.lineup.mode == "siege")
        self.seats = tuple(kind(number, self.rules, errors, names) for number, kind in enumerate(kinds))
        self.partners = tuple(Partner(mind, self.seats[seat]) for seat, mind in plan.minds.items())
        self._sent: deque[Sent] = deque()
        self._frame = 0
        self.begun = 0  # how often a game was begun on this object
        self.restart(seed)

    def restart(self, seed: int | None = None) -> None:
        """Begins anew; without a seed with another one. A session that is gone is opened anew. Raises what `open` raises."""
        self.seed = randrange(SEEDS) if seed is None else seed
        self.begun += 1
        self._extra_ticks = 0
        for seat in self.seats:
            seat.begin()
        for partner in self.partners:
            partner.begin(self.seed)
        self.replay: bytes | None = None
        if self.trouble is not None:
            self.session.close()
            self.session = self.connection.open(self.options)
            self.trouble = None
        self._drain()
        self._see(self.session.reset(SLOT, [self.seed]))

    def reattach(self) -> None:
        """Takes the session over again after the connection was lost. Raises GarrisonError while that cannot be done."""
        opened = self.session.opened
        self.session = self.connection.attach(opened.session_id, opened.resume_token)
        self.trouble = None
        self._extra_ticks += 1  # a look at how things stand

    def step_once(self, ticks: int = 1) -> None:
        """Plays so many ticks though the game is paused."""
        self._extra_ticks += ticks

    def advance(self, seconds: float, *, held: bool = False) -> bool:
        """One frame of so many seconds; `held`: the clock stands, as in a pause. Whether there is something new to see."""
        if self.trouble is not None or self.status != RUNNING:
            return False
        self._frame += 1
        try:
            fresh = self._take_in()
            if self.status == RUNNING:
                for partner in self.partners:
                    partner.give()
                held = held or self.pacer.paused
                self._send(max(self.seats[number].waiting for number in self.people) if held else self.pacer.due(seconds))
            return fresh
        except GarrisonError as error:
            self._sent.clear()
            self.trouble = error
            return False

    @property
    def tick(self) -> int:
        """Of what is seen."""
        return self._tick

    @property
    def text(self) -> Text:
        """What the first person at this window sees; where that one attacks, the first who defends: for what all may know."""
        return self.seats[0 if self.lineup.attacks else self.people[0]].text

    @property
    def behind(self) -> int:
        """Ticks that were sent for and are not seen yet."""
        return len(self._sent)

    def export_replay(self) -> bytes:
        """The game so far, as a replay file. Raises GarrisonError if it was not recorded or the server is gone."""
        if self.replay is not None:
            return self.replay
        self._drain()
        return self.session.export_replay(0)

    def close(self) -> None:
        """Ends the session."""
        for partner in self.partners:
            partner.close()
        self.session.close()

    def _send(self, due: int) -> None:
        ticks, self._extra_ticks = due + self._extra_ticks, 0
        for left in reversed(range(ticks)):
            orders = tuple(seat.take() for seat in self.seats)
            while len(self._sent) >= MOST_IN_FLIGHT:
                self._receive()
                if self.status != RUNNING:
                    return
            self._send_step([order for order, _ in orders], self.options.views if left == 0 else ())
            self._sent.append(Sent(self._frame, orders, left == 0))

    def _send_step(self, orders: Sequence[Any], views: Sequence[str]) -> None:
        """One tick. What is said is said in a tick that is shown: the text view tells of no other's words."""
        actions = np.array([[order.row for order in orders]], np.float64)
        if not self.several:
            self.session.send_step(SLOT, actions[0], views)
            return
        words = [seat.take_words() for seat in self.seats] if views else []
        self.session.send_step(SLOT, actions, views, words if any(words) else None)

    def _take_in(self) -> bool:
        """Takes in what was sent long enough ago; whether there is something new to see."""
        fresh, began_s = False, time.monotonic()
        waited = bool(self._sent) and self._frame - self._sent[0].frame >= self.pacer.window
        while self._sent and self._frame - self._sent[0].frame >= self.pacer.window:
            fresh |= self._receive()
        if waited:
            self.pacer.waited(time.monotonic() - began_s)
        return fresh

    def _receive(self) -> bool:
        """Takes in the oldest answer; whether it brings something to see."""
        sent = self._sent[0]
        outcome = self.session.receive()
        self._sent.popleft()
        if sent.shown:
            self._see(outcome)
        self._hear(sent, outcome)
        if outcome.status[0] != RUNNING:
            self._finish(outcome)
        return sent.shown or self.status != RUNNING

    def _hear(self, sent: Sent, outcome: Outcome) -> None:
        """What became of the orders."""
        codes, no_effects = np.atleast_1d(outcome.codes[0]), np.atleast_1d(outcome.no_effect[0])
        for seat, (order, asked), code, no_effect in zip(self.seats, sent.orders, codes, no_effects, strict=True):
            seat.hear(order, asked, int(code), bool(no_effect))

    def _finish(self, outcome: Outcome) -> None:
        """The game is over: what was sent beyond its end is refused. Saves the replay, then looks once more."""
        self.status = int(outcome.status[0])
        self._drain()
        if self.options.record:
            self.replay = self.session.export_replay(0)
        if not outcome.views:
            self._see(self.session.restore(SLOT, self.session.snapshot(SLOT)))

    def _drain(self) -> None:
        """Receives what is under way and forgets it."""
        while self._sent:
            self._sent.popleft()
            try:
                self.session.receive()
            except EpisodeFinishedError:
                continue

    def _see(self, outcome: Outcome) -> None:
        self.picture: NDArray[np.uint8] = self._rows(outcome, self._picture)[self.people[0]]
        texts, masks = self._rows(outcome, "text"), self._rows(outcome, "mask")
        for number, text in texts.items():
            self.seats[number].see(json.loads(text), masks[number])
        for seat in self.seats:
            if isinstance(seat, AttackSeat) and self.lineup.attacks:
                told, mask = self._rows(outcome, "attacker_text"), self._rows(outcome, "attacker_mask")
                seat.told(told[seat.number], mask[seat.number])
        self.leaks: NDArray[np.int32] = outcome.views["leaks"][0]
        self.status = int(outcome.status[0])
        self.score = float(outcome.scores[0])
        self._tick = int(outcome.ticks[0])
        for partner in self.partners:
            partner.see({view: self._rows(outcome, view)[partner.seat.number] for view in partner.views}, self._tick)

    def _rows(self, outcome: Outcome, view: str) -> dict[int, Any]:
        """What a view shows each seat that it is made for."""
        spec = self._specs[view]
        rows = outcome.views[view] if spec.kind == "text" or not spec.seats else outcome.views[view][0]
        return dict(enumerate(rows, spec.first_seat))
