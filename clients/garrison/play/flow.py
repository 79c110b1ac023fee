"""How one comes from screen to screen: start, level choice, game, result, and back."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from garrison.connection import Connection
from garrison.errors import GarrisonError, ScoresError
from garrison.level_source import is_file
from garrison.play import theme
from garrison.play.app import App
from garrison.play.attack_screen import AttackScreen
from garrison.play.catalogue import DIFFICULTIES, LARGEST_SEED, Catalogue, Entry, enemy_counts, entry_of
from garrison.play.choice import LevelChoice
from garrison.play.companion import Companion
from garrison.play.game import STATUS, WON, Game
from garrison.play.game_menu import GameMenu
from garrison.play.game_plan import DEFENSE, GamePlan, plan_of
from garrison.play.game_screen import GameScreen
from garrison.play.guide import Guide, was_finished
from garrison.play.help_card import HelpCard
from garrison.play.host import Host
from garrison.play.keys import HELP
from garrison.play.lanes import LanesGame
from garrison.play.lanes_screen import LanesScreen
from garrison.play.lineup import Lineup
from garrison.play.lineup_card import LineupCard
from garrison.play.playing import Playing, Ways
from garrison.play.recorder import Recorder
from garrison.play.result import Part, Result, ResultScreen
from garrison.play.scores import Best, Scores, data_folder
from garrison.play.sounds import Sounds
from garrison.play.waiting import GoneScreen, PreparingScreen, StartingScreen


@dataclass
class Wishes:
    """What the command line asked for."""

    level: str = ""  # "": the player chooses
    seed: int | None = None  # None: each game has its own
    record: Path | None = None
    mute: bool = False
    lineup: Lineup = DEFENSE


class Flow:
    """Holds what outlives a screen: the host, the sounds, the scores, the catalogue."""

    def __init__(self, app: App, host: Host, wishes: Wishes, folder: Path | None = None) -> None:
        """folder: of the player's data; None: where it belongs."""
        self.app, self.host, self.wishes = app, host, wishes
        self.lineup = wishes.lineup  # who plays the games to come
        self._asked_for = False  # whether the game that begins now is the one that the command line named
        self.folder = folder or data_folder()
        self.sounds = Sounds(wishes.mute)
        self.scores = Scores(self.folder / "scores.json")
        self.recorder = Recorder(wishes.record)
        self.choice: LevelChoice | None = None
        self.ways = Ways(self.ended, self.lost, self.menu, self.help, self.restart, self.left)

    def run(self) -> None:
        """Shows the window until it is closed. Raises the error for which the first game cannot begin."""
        try:
            self.begin()
            self.app.run()
        finally:
            self.host.close()

    def begin(self) -> None:
        """Starts the server, and shows that it is waited for."""
        self.host.start()
        self.app.push(StartingScreen(self.host, lambda: self.up(self._wished()), self.failed))

    def failed(self, error: GarrisonError) -> None:
        """The server did not start, or cannot be reached."""
        raise error

    def up(self, entry: Entry | None) -> None:
        """The server is there: the level choice, and over it the level that is to be played."""
        level = self.wishes.level
        catalogue = Catalogue(self.connection, [level] if is_file(level) else [])
        self.choice = LevelChoice(
            catalogue, self.scores, self.sounds, self.play, lambda: self.app.push(HelpCard(HELP)), self._choose_lineup
        )  # fmt: skip
        self.choice.who = self.lineup.title
        choose(self.choice, entry.name if entry is not None else level)
        self.app.replace(self.choice)
        self._asked_for = entry is not None or self.lineup.mode == "commons"
        if self.lineup.mode == "commons":
            self._keep_lanes()
        elif entry is not None:
            self.play(entry)

    def _choose_lineup(self) -> None:
        """Who plays the games to come."""

        def chosen(lineup: Lineup) -> None:
            assert self.choice is not None
            self.lineup, self.choice.who = lineup, lineup.title

        self.app.push(LineupCard(self.lineup, chosen))

    @property
    def connection(self) -> Connection:
        """To the server, which is there."""
        assert self.host.connection is not None
        return self.host.connection

    def play(self, entry: Entry, guided: bool = False) -> None:
        """Begins a game over the level choice."""
        if self.lineup.mode == "commons":
            self._keep_lanes()
            return
        options = entry.options(record=self.wishes.record is not None)
        if self.lineup != DEFENSE:
            preparation = self.host.prepare(options, self.lineup)
            self.app.push(PreparingScreen(preparation, lambda plan: self._begin(entry, plan), self._cannot))
            return
        try:
            plan = plan_of(self.connection, options)
        except GarrisonError as error:
            self._cannot(error)
            return
        self._begin(entry, plan, guided or not was_finished(self.folder))

    def _begin(self, entry: Entry, plan: GamePlan, guided: bool = False) -> None:
        try:
            game = Game(self.connection, plan, self.wishes.seed)
        except GarrisonError as error:
            self._cannot(error)
            return
        self._asked_for = False
        screen = AttackScreen if game.lineup.attacks else GameScreen
        self.app.push(screen(game, entry, self.companion(game, guided), self.ways))

    def _keep_lanes(self) -> None:
        """A game of the commons, which has no level."""
        try:
            game = LanesGame(self.connection, self.lineup, self.wishes.seed)
        except GarrisonError as error:
            self._cannot(error)
            return
        self._asked_for = False
        self.app.push(LanesScreen(game, self.wishes.seed))

    def _cannot(self, error: GarrisonError) -> None:
        """A game cannot begin: said over the level choice; raised where the command line asked for it, or where there is none."""
        if self.choice is None or self.app.top is not self.choice or self._asked_for:
            raise error
        self.app.tell(str(error), 8.0)

    def companion(self, game: Game, guided: bool) -> Companion:
        """What sounds and explains a game."""
        guide = Guide() if guided else None
        return Companion(self.sounds, game.described.action_names, game.rules["towers"], guide, self.folder)

    def ended(self, screen: Playing) -> None:
        """A game is over."""
        note, fault = self.recorder.save(screen.game)
        faults = [fault] if fault else []
        ranked, best, is_best = screen.game.lineup == DEFENSE, None, False
        if ranked:
            best = self.scores.best(screen.entry.hash)
            try:
                is_best = self.scores.record(screen.entry.hash, best_of(screen.game))
            except ScoresError as error:
                faults.append(str(error))
        result = replace(
            result_of(screen), best=best, is_best=is_best, ranked=ranked, note=note, faults=tuple(faults)
        )  # fmt: skip
        self.app.push(ResultScreen(result, lambda: self._again(screen), self._onward(screen), self._to_choice))

    def lost(self, screen: Playing) -> None:
        """The server is gone."""
        self.app.push(GoneScreen(screen.game, self.host, lambda: self._anew(screen), self._to_choice))

    def menu(self, screen: Playing) -> None:
        """The menu over the game."""
        choices = {
            "Go on": lambda: None,
            "Begin anew": lambda: self.restart(screen),
            "Keys": lambda: self.help(screen),
            "Levels": self.app.pop,
            "Quit": self.app.quit,
        }
        self.app.push(GameMenu(choices))

    def help(self, screen: Playing) -> None:
        """The help card over the game; from there the guide can be had again."""

        def guide() -> None:
            self.app.pop()
            screen.companion = self.companion(screen.game, True)
            screen.begin()

        self.app.push(HelpCard(screen.keyboard.help, guide if screen.game.lineup == DEFENSE else None))

    def restart(self, screen: Playing) -> None:
        """The level from the start. A server that is gone shows at the next frame."""
        try:
            screen.game.restart(self.wishes.seed)
        except GarrisonError as error:
            screen.game.trouble = error
        screen.begin()

    def left(self, screen: Playing) -> None:
        """A game's screen goes away, whatever state the game is in."""
        for words in self.recorder.save(screen.game):
            if words:
                sys.stderr.write(f"garrison: {words}\n")

    def _again(self, screen: Playing) -> None:
        self.app.pop()
        self.restart(screen)

    def _onward(self, screen: Playing) -> Callable[[], None] | None:
        """To the level after this one in the list, the drawn one left out; None: there is none."""
        names = self.choice.catalogue.names[:-1] if self.choice is not None else []
        place = names.index(screen.entry.name) + 1 if screen.entry.name in names else len(names)
        if self.choice is None or place == len(names):
            return None
        choice = self.choice

        def go() -> None:
            self._to_choice()
            choose(choice, names[place])
            self.play(entry_of(self.connection, names[place]))

        return go

    def _to_choice(self) -> None:
        """Back to the level choice; when our own server has ended, on a new one."""
        if self.host.ended:
            self._renew(None)
            return
        while self.app.top is not None and self.app.top is not self.choice:
            self.app.pop()

    def _anew(self, screen: Playing) -> None:
        """Another game of the same level, after the server was gone."""
        if self.host.ended:
            self._renew(screen.entry)
        else:
            self._again(screen)

    def _renew(self, entry: Entry | None) -> None:
        """Everything on a new server of our own."""
        while self.app.top is not None:
            self.app.pop()
        self.host.start()
        self.app.push(StartingScreen(self.host, lambda: self.up(entry), self.failed))

    def _wished(self) -> Entry | None:
        return entry_of(self.connection, self.wishes.level) if self.wishes.level else None


def best_of(game: Game) -> Best:
    """A finished game as the scores keep it."""
    return Best(game.score, game.status == WON, game.tick, game.seed)


def result_of(screen: Playing) -> Result:
    """A finished game as its screen shows it."""
    game = screen.game
    parts = tuple(Part(seat.names[seat.number], theme.seat_colour(seat.number, game.lineup.defenders), seat.part) for seat in game.seats)
    return Result(
        title=screen.entry.title,
        status=STATUS[game.status],
        score=game.score,
        life=screen.entry.life,
        wave=game.text["Level_Current_Wave"],
        waves=screen.entry.waves,
        ticks=game.tick,
        seed=game.seed,
        actions=screen.seat.orders,
        refused=screen.seat.refused,
        leaks=enemy_counts(game.leaks, game.rules["enemies"]),
        parts=parts if len(parts) > 1 else (),
        attacked=game.lineup.attacks,
    )


def choose(choice: LevelChoice, level: str) -> None:
    """Chooses a level of the list by its name; a drawn level's name draws it."""
    kind, _, rest = level.partition(":")
    seed, _, difficulty = rest.partition(":")
    if level in choice.catalogue.names:
        choice.list.choose(choice.catalogue.names.index(level))
    elif kind == "generated" and seed.isdecimal() and difficulty.isdecimal():
        if int(seed) <= LARGEST_SEED and int(difficulty) in DIFFICULTIES:
            choice.catalogue.draw_level(int(seed), int(difficulty))
            choice.list.choose(len(choice.catalogue.names) - 1)
