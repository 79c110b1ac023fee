"""What all screens on which a game is played have in common, whatever one plays: time, the end, a server that is lost."""

from collections.abc import Callable
from typing import Final, NamedTuple

from garrison.play.catalogue import Entry
from garrison.play.companion import Companion
from garrison.play.game import RUNNING, WON, Game
from garrison.play.keys import Keyboard
from garrison.play.screen import Screen
from garrison.play.seat import Seat

STEPS_WITH_SHIFT: Final = 16


class Ways(NamedTuple):
    """Where a game leads. Each is given the screen."""

    ended: Callable[["Playing"], None]  # the game is over
    lost: Callable[["Playing"], None]  # the server is gone
    menu: Callable[["Playing"], None]
    help: Callable[["Playing"], None]
    restart: Callable[["Playing"], None]
    left: Callable[["Playing"], None]  # the screen goes away; the session still lives


class Playing(Screen):
    """Plays `game`; its companion sounds and explains it."""

    keyboard: Keyboard

    def __init__(self, game: Game, entry: Entry, companion: Companion, ways: Ways) -> None:
        self.game, self.entry, self.companion, self.ways = game, entry, companion, ways
        self._ended = False

    @property
    def seat(self) -> Seat:
        """Of the first person at the window."""
        return self.game.seats[self.game.people[0]]

    def begin(self) -> None:
        """Another game begins."""
        self.companion.restart()
        self._ended = False
        self.look()

    def look(self) -> None:
        """There is something new to see, and to hear."""
        self.companion.see(self.game.text)

    def command_shared(self, name: str, shift: bool) -> None:
        """Carries out a command that is nobody's own."""
        pacer = self.game.pacer
        if name == "pause":
            pacer.paused = not pacer.paused
        elif name == "step":
            pacer.paused = True
            self.game.step_once(STEPS_WITH_SHIFT if shift else 1)
        elif name.startswith("speed "):
            pacer.speed = int(name.removeprefix("speed "))
        elif name == "sound":
            self.companion.sounds.toggle()
        elif name == "restart":
            self.ways.restart(self)
        elif name == "help":
            self.ways.help(self)

    def check_end(self) -> None:
        """Goes where a game leads that is over, or whose server is lost."""
        if self.game.trouble is not None:
            self.ways.lost(self)
        elif self.game.status != RUNNING and not self._ended:
            self._ended = True
            self.end()
            self.companion.over((self.game.status == WON) != self.game.lineup.attacks)
            self.ways.ended(self)

    def end(self) -> None:
        """The game is over: nothing that was under way can be done."""

    def new_fault(self) -> str:
        """Which agent has just failed, as a sentence; "" if none has."""
        faults = [(partner.name, fault) for partner in self.game.partners if (fault := partner.told_fault())]
        return f"{faults[0][0]} plays no more: {faults[0][1]}" if faults else ""

    def leave(self) -> None:
        """Ends the session."""
        self.ways.left(self)
        self.game.close()
