"""`garrison play`: the game in a window."""

from pathlib import Path
from typing import Annotated

import typer

from garrison.errors import MissingExtraError, OptionError


def register(app: typer.Typer) -> None:
    """Adds `play` to the command line."""
    app.command("play")(play)


def play(
    level: Annotated[
        str, typer.Argument(metavar="[LEVEL]", help="A level's name, generated:SEED:DIFFICULTY, or a level file; without it you choose.")
    ] = "",
    target: Annotated[str, typer.Option(metavar="ADDR", help="A server, host:port or unix:PATH; without it one is started.")] = "",
    token: Annotated[str, typer.Option(help="The server's token, if it wants one.", envvar="GARRISON_TOKEN")] = "",
    seed: Annotated[int | None, typer.Option(help="The episode's seed; without it each game has its own.", min=0)] = None,
    record: Annotated[Path | None, typer.Option(metavar="FILE", help="Save the game as a replay when it ends.", dir_okay=False)] = None,
    mute: Annotated[bool, typer.Option("--mute", help="No sound.")] = False,
) -> None:
    """Play in a window: build towers, lead the hero, hold the base.

    H shows every key. The window is a client of a server like any other.

    Examples:

      garrison play

      garrison play garrison-1 --record mine.json

      garrison play my-level.json --target unix:/tmp/garrison.sock
    """
    try:
        from garrison.play.app import App
        from garrison.play.flow import Flow, Wishes
        from garrison.play.host import Host
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"the window needs {error.name}, which is not installed: pip install 'garrison[play]'") from error
    if record is not None and not record.parent.is_dir():
        raise OptionError("--record", f"{record}, whose folder does not exist", "a file in a folder that does")
    Flow(App(), Host(target, token or None), Wishes(level, seed, record, mute)).run()
