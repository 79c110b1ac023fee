"""`garrison mcp`: the game for any MCP client."""

import logging
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from garrison.errors import MissingExtraError


class TrackName(StrEnum):
    """TalkOptions.track."""

    turn = "turn"
    plan = "plan"
    real_time = "real_time"


def register(app: typer.Typer) -> None:
    """Adds `mcp` to the command line."""
    app.command("mcp")(mcp)


def mcp(
    level: Annotated[
        list[str], typer.Option("--level", "-l", help="A level's name, generated:SEED:DIFFICULTY, or a file (.json); repeatable: a client "
                                "chooses, the first is the default.")
    ] = ["garrison-1"],  # noqa: B006 - Typer wants a list
    seed: Annotated[int, typer.Option("--seed", "-s", min=0, help="Of a client's first game; its next ones have the next.")] = 0,
    target: Annotated[str, typer.Option(help="Where to play: 'local' (in this process), host:port, or unix:PATH.")] = "local",
    token: Annotated[str, typer.Option(help="The game server's token, if it wants one.", envvar="GARRISON_TOKEN")] = "",
    http: Annotated[str, typer.Option(metavar="HOST:PORT", help="Serve over streamable HTTP, not stdio (port 0: any free one).")] = "",
    http_token: Annotated[str, typer.Option(help="HTTP: wanted of every request, as a bearer token. Better by the variable: others can "
                                            "read a command line.", envvar="GARRISON_MCP_TOKEN")] = "",
    insecure: Annotated[bool, typer.Option("--insecure", help="HTTP: listen beyond this machine without a token all the same.")] = False,
    track: Annotated[TrackName, typer.Option(help="plan: a call may be a plan of several actions and waiting. turn: one action a call. "
                                             "real_time: the game runs while the model thinks.")] = TrackName.plan,
    speed: Annotated[float, typer.Option(help="Real time: seconds of the game for one of the clock.")] = 1.0,
    ticks_per_step: Annotated[int, typer.Option(min=1, max=250, help="Ticks of 0.02 s that one action covers.")] = 16,
    pictures: Annotated[bool, typer.Option("--pictures", help="A picture with every result, not only where one is asked for.")] = False,
    record: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep a replay and a transcript of every game in this folder.")] = None,
    watchable: Annotated[bool, typer.Option("--watchable", help="Let others watch, with a --target that they can reach.")] = False,
    idle: Annotated[float, typer.Option(min=1, help="HTTP: close a game that nobody has touched for so many seconds.")] = 1800.0,
    games: Annotated[int, typer.Option(min=1, max=10_000, help="HTTP: so many games at once.")] = 64,
) -> None:  # fmt: skip
    """Let any MCP client play: tools for every action, the state as words, JSON and picture.

    Over stdio for a client that starts its servers itself, over streamable HTTP for many. Every call is read, played and
    counted by the gateway, as every language model's words are.

    Examples:

      garrison mcp

      garrison mcp --level garrison-1 --level garrison-3 --record runs/mcp

      garrison mcp --http 127.0.0.1:8000

      garrison mcp --target 127.0.0.1:7447 --watchable
    """
    try:
        from garrison.mcp.serving import Where, serve
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"the MCP server needs {error.name}, which is not installed: pip install 'garrison[mcp]'") from error
    from garrison.mcp.settings import Settings

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="garrison mcp: %(message)s")
    settings = Settings(
        seed=seed, track=track.value, speed=speed, ticks_per_step=ticks_per_step, pictures=pictures, record=record, watchable=watchable,
        idle_s=idle, most_games=games,
    )  # fmt: skip
    serve(level, Where(target, token, http, http_token, insecure), settings)
