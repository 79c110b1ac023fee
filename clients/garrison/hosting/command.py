"""`garrison host`: opens a game for others to join, and waits until it is over."""

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from garrison.connection import Connection, connect
from garrison.hosting.table import Hosting, card_of, open_table, play_table
from garrison.launch import launch

LEVEL_VIEWS = ("structured", "structured_norm", "rich", "mask", "mask:sites", "text", "brief", "allies", "messages")
VIEWS: dict[str, tuple[str, ...]] = {
    "alliance": LEVEL_VIEWS,
    "siege": (*LEVEL_VIEWS, "attacker", "attacker_mask", "attacker_mask:orders", "attacker_text"),
    "commons": ("commons", "mask", "text"),
}


class ModeName(StrEnum):
    """Modes of several seats."""

    alliance = "alliance"
    siege = "siege"
    commons = "commons"


def register(app: typer.Typer) -> None:
    """Adds `host` to the command line."""
    app.command("host")(host)


def host(
    mode: Annotated[ModeName, typer.Option(help="What is played together.")] = ModeName.alliance,
    level: Annotated[str, typer.Option("--level", "-l", help="A level's name, generated:SEED:DIFFICULTY, or a file.")] = "garrison-1",
    seats: Annotated[int, typer.Option(min=1, max=64, help="How many play; in a siege the last one attacks.")] = 2,
    seed: Annotated[int, typer.Option("--seed", "-s", min=0, help="Of the episode.")] = 0,
    target: Annotated[str, typer.Option(help="Where: 'own' (a server started for this, which only this machine's user can reach), "
                                        "host:port, or unix:PATH.")] = "own",
    token: Annotated[str, typer.Option(help="The server's token, if it wants one.", envvar="GARRISON_TOKEN")] = "",
    deadline: Annotated[float, typer.Option(min=0.05, max=86400.0, help="Seconds that a round waits after its first action; whoever has "
                                            "not acted then plays a no-op.")] = 30.0,
    wait: Annotated[float, typer.Option(min=0.0, help="Begin after so many seconds, whoever is there; 0: wait for all.")] = 0.0,
    view: Annotated[list[str] | None, typer.Option("--view", help="What the players may see; repeatable.")] = None,
    action_space: Annotated[str, typer.Option(help="native, sites or grid:SPLIT; a player needs an agent that acts in it.")] = "native",
    ticks_per_step: Annotated[int, typer.Option(min=1, max=250, help="Ticks of 0.02 s that one action covers.")] = 16,
    max_ticks: Annotated[int, typer.Option(min=0, help="Cut the episode after so many ticks; 0: never.")] = 60_000,
    record: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep the game as a replay.")] = None,
    watchable: Annotated[bool, typer.Option("--watchable", help="Let others watch, who then see everything.")] = False,
) -> None:  # fmt: skip
    """Open a game of several seats for others to join, and wait until it is over.

    The first line on stdout is JSON: address, session, and a secret token for each seat. Whoever has one plays that seat, from a
    process of its own, with `garrison join`. When all have come the game begins. The last line is its result.

    Examples:

      garrison host --mode alliance --level garrison-2 --seats 3

      garrison host --seats 2 --target localhost:7447 --deadline 120
    """
    hosting = Hosting(
        mode.value, level, seats, seed, tuple(view or VIEWS[mode.value]), action_space, ticks_per_step, max_ticks,
        deadline, wait, record is not None, watchable,
    )  # fmt: skip
    with _reached(target, token) as connection, open_table(connection, hosting) as session, _Line() as line:
        _say(card_of(session, connection.address))
        result = play_table(connection, session, hosting, line.tell)
        if record is not None:
            record.write_bytes(session.export_replay(0))
    _say(result)


def _say(told: dict[str, Any]) -> None:
    typer.echo(json.dumps(told))
    sys.stdout.flush()


@contextmanager
def _reached(target: str, token: str) -> Iterator[Connection]:
    if target != "own":
        with connect(target, token=token or None) as connection:
            yield connection
        return
    with launch() as server, server.connect() as connection:
        yield connection


class _Line(AbstractContextManager["_Line"]):
    """How the game goes, on stderr: one line that changes where somebody looks on, else one for each piece of news but the steps."""

    def __init__(self) -> None:
        self._lively, self._width = sys.stderr.isatty(), 0

    def tell(self, news: str) -> None:
        if self._lively:
            sys.stderr.write("\r" + news.ljust(self._width))
            self._width = len(news)
            sys.stderr.flush()
        elif not news.startswith("step "):
            sys.stderr.write(news + "\n")

    def __exit__(self, *exception: object) -> None:
        if self._width:
            sys.stderr.write("\n")
