"""S-GRPO's group: one path, left at several of its turns."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison.gateway import Said
from garrison_agents.grpo.data import Completion, Task, Template
from garrison_agents.grpo.game import Game, Seat
from garrison_agents.grpo.hall import LOST, Play
from garrison_agents.grpo.rollout import Synchronous
from garrison_agents.scripted.orders import NOTHING


class SerialGame(Game):
    """Only the first seat is spoken for. What it goes through is kept, so that the others can leave its path."""

    def begin_together(self, task: Task, templates: Sequence[Template]) -> int:
        """As every game; the other seats wait."""
        self.rng = np.random.default_rng([task.seed, 5])
        self.states: list[bytes] = []  # after each turn of the path
        start = super().begin_together(task, [templates[0]] * len(templates))
        for seat in self.seats[1:]:
            seat.over = True
        return start

    def say(self, seat: Seat, reply: Completion) -> Said:
        """As every game."""
        said = super().say(seat, reply)
        self.states += self.session.snapshot([seat.slot])
        return said

    def leave(self) -> None:
        """The other seats take the path up to an exit each, and wait for the end. Raises what the server is lost with."""
        path, others = self.seats[0], self.seats[1:]
        if not others:
            return
        for seat, turns in zip(others, exits(self.rng, len(path.turns), len(others)), strict=True):
            seat.turns, seat.version = path.turns[:turns], path.version
        outcome = self.session.restore([seat.slot for seat in others], [self.states[len(seat.turns) - 1] for seat in others])
        for row, seat in enumerate(others):
            seat.outcome, seat.row = outcome, row
        end = path.turns[0].step + self.options.max_turns - 1 if self.options.max_turns else math.inf
        while going := [seat for seat in others if running(seat) and seat.outcome.steps[seat.row] < end]:
            outcome = self.session.step([seat.slot for seat in going], np.array([NOTHING] * len(going), np.float64))
            for row, seat in enumerate(going):
                seat.outcome, seat.row, last = outcome, row, seat.turns[-1]
                seat.turns[-1] = replace(last, reward=last.reward + float(outcome.rewards[row]))


class Serial(Synchronous):
    """Dai et al., "S-GRPO: Early Exit via Reinforcement Learning in Reasoning Models", 2025 (arXiv:2505.07686): instead of several paths,
    one is drawn, and left at several places: the group is the path and its exits. Goes with the reward `decaying`.

    Our choices: a path is an episode, its steps are turns, and to exit is to say nothing more: the game is waited out, and that is the
    answer. Exits are drawn without repeats, as far as there are turns; what the game takes while it is waited out is told in the exit's
    last turn.
    """

    GAME: ClassVar[type[Game]] = SerialGame

    def finish(self, plays: Sequence[Play]) -> None:
        """Plays the exits."""
        for play in plays:
            assert isinstance(play.game, SerialGame)
            try:
                if not play.trouble:
                    play.game.leave()
            except LOST as error:
                play.trouble, play.error = f"{type(error).__name__}: {error}", error


def exits(rng: np.random.Generator, turns: int, count: int) -> list[int]:
    """After how many turns of a path each of `count` others leaves it, in order: 1 to turns - 1."""
    places = np.arange(1, max(turns, 2))
    return sorted(int(one) for one in rng.choice(places, count, replace=count > len(places)))


def running(seat: Seat) -> bool:
    """Whether its game goes on."""
    return bool(seat.outcome.status[seat.row] == 0)
