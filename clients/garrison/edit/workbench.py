"""Workbench: the window, the server and the draft of one `garrison edit`, and the way from editor to game and back."""

import re
import signal
from pathlib import Path

from garrison.backend import Backend
from garrison.edit.checker import Checker
from garrison.edit.desk import Desk
from garrison.edit.document import draft_bytes
from garrison.edit.draft import Draft
from garrison.edit.editor_screen import EditorScreen
from garrison.edit.file import load_file, load_named
from garrison.edit.template import new_draft
from garrison.errors import GarrisonError, UnavailableError
from garrison.level_source import is_file
from garrison.play.app import App
from garrison.play.catalogue import Entry, enemy_counts
from garrison.play.companion import Companion
from garrison.play.game import STATUS, Game
from garrison.play.game_plan import plan_of
from garrison.play.game_screen import GameScreen
from garrison.play.help_card import HelpCard
from garrison.play.host import Host
from garrison.play.keys import HELP
from garrison.play.playing import Playing, Ways
from garrison.play.result import Result, ResultScreen
from garrison.play.scores import data_folder
from garrison.play.sounds import Sounds
from garrison.play.waiting import StartingScreen
from garrison_proto.records import OpenOptions


class Workbench:
    """Holds what outlives the screens."""

    def __init__(self, app: App, host: Host, name: str, mute: bool = False) -> None:
        """name: what the command line names, a file, a level or nothing."""
        self.app, self.host, self.name = app, host, name
        self.sounds = Sounds(mute)
        self.ways = Ways(self.ended, self.lost, self.back, self.help, self.restart, lambda screen: None)

    def run(self) -> None:
        """Edits until the window is closed. Raises LaunchError, UnavailableError, LevelFileError, LevelNotFoundError."""
        signal.signal(signal.SIGTERM, _end)  # else SDL makes a click on the window's close button of it, and the editor asks
        try:
            self.host.start()
            self.app.run(StartingScreen(self.host, self.up, self.failed))
        finally:
            self.host.close()

    def failed(self, error: GarrisonError) -> None:
        """The server did not start, or cannot be reached."""
        raise error

    def up(self) -> None:
        """The server is there: the editor."""
        self.desk = desk_for(self.name, self.backend())
        self.editor = EditorScreen(self.desk, Checker(self.backend), self.play, self.revive)
        self.app.replace(self.editor)

    def backend(self) -> Backend:
        """The server; raises UnavailableError while there is none."""
        if self.host.connection is None:
            raise UnavailableError(str(self.host.fault or "the server is starting"))
        return self.host.connection

    def revive(self) -> None:
        """After trouble: our own server is started anew where it has ended."""
        if self.host.ended:
            self.host.start()

    def play(self, draft: Draft) -> None:
        """A game of a sound draft, over the editor."""
        try:
            if self.host.connection is None:
                self.backend()
                return
            connection = self.host.connection
            game = Game(connection, plan_of(connection, OpenOptions(level_documents=(draft_bytes(draft),))))
        except GarrisonError as error:
            self.desk.notice = f"It cannot be played now: {error}"
            return
        entry = Entry(draft.name, draft.title, "", life=int(draft.numbers["life"]), waves=len(draft.waves))
        companion = Companion(self.sounds, game.described.action_names, game.rules["towers"], None, data_folder())
        self.app.push(GameScreen(game, entry, companion, self.ways))

    def ended(self, screen: Playing) -> None:
        """A game is over: how it went, and again or back."""
        game, seat = screen.game, screen.seat
        result = Result(
            title=screen.entry.title, status=STATUS[game.status], score=game.score, life=screen.entry.life, waves=screen.entry.waves,
            wave=game.text["Level_Current_Wave"], ticks=game.tick, seed=game.seed, actions=seat.orders, refused=seat.refused,
            leaks=enemy_counts(game.leaks, game.rules["enemies"]),
        )  # fmt: skip

        def again() -> None:
            self.app.pop()
            self.restart(screen)

        self.app.push(ResultScreen(result, again, None, lambda: self.back(screen), "Editor"))

    def lost(self, screen: Playing) -> None:
        """The server is gone: back to the draft, which is safe here."""
        self.back(screen)
        self.desk.notice = f"The game has ended: {screen.game.trouble}"
        self.editor.check_again()

    def back(self, screen: Playing) -> None:
        """To the editor."""
        while self.app.top is not self.editor:
            self.app.pop()

    def help(self, screen: Playing) -> None:
        """The help card over the game."""
        self.app.push(HelpCard(HELP))

    def restart(self, screen: Playing) -> None:
        """The level from the start. A server that is gone shows at the next frame."""
        try:
            screen.game.restart()
        except GarrisonError as error:
            screen.game.trouble = error
        screen.begin()


def desk_for(name: str, backend: Backend) -> Desk:
    """The desk for what the command line names: a file that is there, a file to be, one of the server's levels, or nothing."""
    path = Path(name)
    if name and not is_file(name):
        desk = Desk(load_named(name, backend), None)
    elif name and path.exists():
        return Desk(load_file(path, backend).draft, path)
    else:
        desk = Desk(new_draft(_slug(path.stem)), path if name else None)
    desk.history.mark_unsaved()
    return desk


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _slug(stem: str) -> str:
    """A level's short name from its file's."""
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:64] or "my-level"
