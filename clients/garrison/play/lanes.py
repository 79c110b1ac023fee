"""A game of the commons, as the window plays it: all lanes, of which a person keeps the first or only looks on. Knows nothing of pygame.

game = LanesGame(connection, Lineup("commons", 1, ("keep:match",)), seed=7)
while not game.over:
    game.step(BUILD)                # everybody chooses at once
    game.own["wall"], game.told     # what the person's seat may know
"""

from collections.abc import Mapping, Sequence
from random import randrange
from typing import Any, Final

import numpy as np

from garrison.connection import Connection
from garrison.play.game import SEEDS
from garrison.play.lineup import Lineup
from garrison.play.partner import load_mind
from garrison_proto.records import OpenOptions, Outcome

SAVE, GUARD, BUILD = range(3)
DEEDS: Final = ("", "saved", "guarded", "built")  # by the first column of `conduct`
PICTURE: Final = "pixels:512"
SEAT_VIEWS: Final = ("commons", "mask", "text", "neighbours")
LEASE_S: Final = 600.0
SLOT: Final = (0,)
OWN: Final = 11  # columns of the view `commons` that are a seat's own
SIDE: Final = 8  # of each neighbour


class LanesGame:
    """`watched`: nobody at the window keeps a lane, so that all of the game may be seen."""

    def __init__(self, connection: Connection, lineup: Lineup, seed: int | None = None) -> None:
        """Raises what `describe`, `load_mind` and `open` raise."""
        described = connection.describe("", "commons")
        self.lineup, self.watched = lineup, lineup.people == 0
        self.columns: Sequence[str] = described.rules["columns"]
        self.payoffs: Mapping[str, float] = described.rules["payoffs"]["standard"]
        self.errors = described.error_texts
        self._minds = {seat: load_mind(agent, described, lineup.rules) for seat, agent in lineup.agents.items()}
        needed = dict.fromkeys((*SEAT_VIEWS, "conduct", *(view for mind in self._minds.values() for view in mind.views)))
        self.views = (*needed, PICTURE) if self.watched else tuple(needed)
        self._session = connection.open(OpenOptions(views=self.views, lease_s=LEASE_S, **lineup.options))
        self.begin(seed)

    def begin(self, seed: int | None = None) -> None:
        """Another game; without a seed with another one. Raises GarrisonError."""
        self.seed = randrange(SEEDS) if seed is None else seed
        self.earned = np.zeros(self.lineup.lanes)  # gold, the leaks' cost taken off
        self.refused = ""  # why the person's last choice was not done
        for seat, mind in self._minds.items():
            mind.reset(self.seed + seat)
        self._outcome = self._session.reset(SLOT, [self.seed])

    def step(self, choice: int = SAVE) -> None:
        """Everybody chooses, the person `choice`. Raises GarrisonError."""
        if self.over:
            return
        chosen = np.full((1, self.lineup.lanes), choice, np.int64)
        for seat, mind in self._minds.items():
            chosen[0, seat] = int(mind.act({view: self._row(view, seat) for view in mind.views})[0])
        self._outcome = self._session.step(SLOT, chosen)
        self.earned += self._outcome.rewards[0]
        code = 0 if self.watched else int(self._outcome.codes[0, 0])
        self.refused = self.errors[code] if code else ""

    def close(self) -> None:
        """Ends the session."""
        self._session.close()

    @property
    def steps(self) -> int:
        """Played so far."""
        return int(self._outcome.steps[0])

    @property
    def over(self) -> bool:
        """Whether the game has been cut: it ends in no other way."""
        return bool(self._outcome.status[0])

    @property
    def picture(self) -> Any:
        """(512, 512, 3) the whole game; for those who only look on."""
        return self._outcome.views[PICTURE][0]

    @property
    def conduct(self) -> Any:
        """(seats, 5): did, leaks, walls, lost, steps; of all seats: for those who look on, and for the end."""
        return self._outcome.views["conduct"][0]

    @property
    def cooperation(self) -> float:
        """Turns at the wall of all turns so far."""
        return float(self.conduct[:, 2].sum() / max(self.conduct[:, 4].sum(), 1))

    @property
    def own(self) -> dict[str, float]:
        """What the person's seat sees of its own lane, by the names of its columns, as shares."""
        return self._lane(self.columns[:OWN], self._row("commons", 0)[:OWN])

    @property
    def beside(self) -> dict[int, dict[str, float]]:
        """What it sees of each neighbour's, by seat."""
        row, names = self._row("commons", 0), [name.removeprefix("neighbour_0_") for name in self.columns[OWN : OWN + SIDE]]
        seats = [int(seat) for seat in self._row("neighbours", 0) if seat >= 0]
        parts = {seat: row[OWN + place * SIDE : OWN + (place + 1) * SIDE] for place, seat in enumerate(seats)}
        return {seat: self._lane(names, part) for seat, part in parts.items()}

    def _lane(self, names: Sequence[str], row: Any) -> dict[str, float]:
        """A lane by the names of its columns, and `closing`: how near its next wave is; 1: it comes in the next step."""
        lane = dict(zip(names, map(float, row), strict=True))
        return {**lane, "closing": 1.0 - lane["wait"] + 1.0 / self.payoffs["wave_every"]}

    @property
    def can_pay(self) -> tuple[bool, ...]:
        """For each of the three choices."""
        return tuple(bool(able) for able in self._row("mask", 0))

    @property
    def told(self) -> str:
        """What the person's seat is told, in words, but for the numbers that a model answers with."""
        return "\n".join(line.partition(" Actions: ")[0] for line in str(self._row("text", 0)).split("\n"))

    def _row(self, view: str, seat: int) -> Any:
        """A seat's part of a view of all seats."""
        return _rows(self._outcome, view)[seat]


def _rows(outcome: Outcome, view: str) -> Any:
    """By seat."""
    shown = outcome.views[view]
    return shown if isinstance(shown, list) else shown[0]
