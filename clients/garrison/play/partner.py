"""Agents at the seats of a game in the window: with the people or against them. Each thinks in a thread of its own, so that the
game goes on at its pace; who thinks longer acts less often.

Whoever brings agents registers them under the entry-point group `garrison.minds`: a function of an agent's name, the
scenario's description and the mode's rules that gives a `Mind`, or raises a GarrisonError for a name that it does not know.
"""

import threading
from collections.abc import Mapping
from importlib.metadata import entry_points
from queue import SimpleQueue
from typing import Any, Final, Protocol

from garrison.errors import OptionError
from garrison.play.seat import Seat
from garrison_proto.modes import Rules
from garrison_proto.records import Description

GROUP: Final = "garrison.minds"
TICKS: Final = 16  # between two decisions: what agents are made for


class Mind(Protocol):
    """What plays a seat. It sees its seat's views and the description, and nothing else."""

    views: tuple[str, ...]  # what `act` is shown

    def reset(self, seed: int) -> None:
        """A game begins; all that is random in the mind comes from `seed`."""

    def act(self, views: dict[str, Any]) -> tuple[float, ...]:
        """The seat's next native action: x, y, action; an attacker's: kind, road, delay; in the commons its choice alone."""


def load_mind(agent: str, description: Description, rules: Rules | None, attacker: bool = False) -> Mind:
    """A mind by its agent's name. Raises OptionError where nobody brings agents, and what their registrar raises."""
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    if not found:
        raise OptionError("agent", repr(agent), "a Garrison with agents: none is installed beside this window")
    mind: Mind = found[0].load()(agent, description, rules, attacker)
    return mind


class Partner:
    """One seat's agent. `fault`: why it plays no more; "" while it does."""

    def __init__(self, mind: Mind, seat: Seat) -> None:
        self.seat, self.views, self.fault = seat, mind.views, ""
        self._told = False  # whether the people know of the fault
        self._mind = mind
        self._asked: SimpleQueue[tuple[int, Any] | None] = SimpleQueue()
        self._answered: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self._game = 0  # number of the game; what was thought in another is not played
        self._busy, self._due = False, 0
        threading.Thread(target=self._think, name=f"garrison-seat-{seat.number}", daemon=True).start()

    def begin(self, seed: int) -> None:
        """A game begins."""
        self._game += 1
        self._busy, self._due, self.fault = False, 0, ""
        self._asked.put((self._game, seed))

    def see(self, views: Mapping[str, Any], tick: int) -> None:
        """Shows it a tick, and asks for a decision if one is due and it is not still thinking."""
        if not self._busy and not self.fault and tick >= self._due:
            self._busy, self._due = True, tick + TICKS
            self._asked.put((self._game, dict(views)))

    def give(self) -> None:
        """Orders what it has decided on, if it has."""
        while not self._answered.empty():
            game, answer = self._answered.get()
            if game != self._game:
                continue
            self._busy = False
            if isinstance(answer, Exception):
                self.fault = f"{type(answer).__name__}: {answer}".splitlines()[0]
            else:
                self.seat.order_row(answer)

    @property
    def name(self) -> str:
        """What the window calls it."""
        return self.seat.names[self.seat.number]

    def told_fault(self) -> str:
        """The fault, once; "" from then on and while there is none."""
        fault, self._told = ("" if self._told else self.fault), bool(self.fault)
        return fault

    def close(self) -> None:
        """Ends the thread once it has thought."""
        self._asked.put(None)

    def _think(self) -> None:
        while (asked := self._asked.get()) is not None:
            game, what = asked
            try:
                if isinstance(what, int):
                    self._mind.reset(what)
                else:
                    self._answered.put((game, self._mind.act(what)))
            except Exception as error:  # whatever an agent does wrong, the window goes on without it
                self._answered.put((game, error))
