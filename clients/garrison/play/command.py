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
    mode: Annotated[str, typer.Option(help="defense, alliance, siege or commons; by default what the others mean.")] = "",
    partners: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="AGENT", help="An agent beside you, as `garrison run --agent` takes it; again for more."),
    ] = None,
    against: Annotated[
        str,
        typer.Option(metavar="AGENT", help="In a siege: who attacks you, such as attack-waves; with --attack: who defends."),
    ] = "",
    attack: Annotated[bool, typer.Option("--attack", help="In a siege: you attack.")] = False,
    people: Annotated[
        int | None, typer.Option(min=0, help="How many of you sit here, 1 or 2; by default 2 in an alliance without --with.")
    ] = None,
    lanes: Annotated[int, typer.Option(help="Of the commons, 3 to 64.")] = 8,
    graph: Annotated[str, typer.Option(help="Of the commons: who borders on whom: ring, grid or random.")] = "ring",
) -> None:
    """Play in a window: build towers, lead the hero, hold the base.

    H shows every key. The window is a client of a server like any other.

    Two at one window: one has the mouse and the right half of the keyboard, the other the left half (W A S D and what lies
    around). Each has a purse, a hero and towers of an own colour; the base and its lives are everybody's.

    In a siege somebody sends the enemies instead of the level: an agent against you, or you against an agent. The attacker
    pays for each from a budget that grows by the wave, and who defends sees neither the budget nor what is on its way.

    In the commons you keep one lane among neighbours: gold for yourself, or for the wall that you share. --people 0 looks on.

    Examples:

      garrison play

      garrison play garrison-1 --record mine.json

      garrison play my-level.json --target unix:/tmp/garrison.sock

      garrison play garrison-2 --mode alliance                  two people, one window

      garrison play garrison-2 --mode alliance --with greedy    you and an agent

      garrison play garrison-2 --mode siege --against attack-waves

      garrison play garrison-2 --mode siege --attack --against greedy

      garrison play --mode commons --lanes 12 --with keep:match --with keep:save
    """
    try:
        from garrison.play.app import App
        from garrison.play.flow import Flow, Wishes
        from garrison.play.host import Host
        from garrison.play.lineup import lineup_of
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"the window needs {error.name}, which is not installed: pip install 'garrison[play]'") from error
    if record is not None and not record.parent.is_dir():
        raise OptionError("--record", f"{record}, whose folder does not exist", "a file in a folder that does")
    lineup = lineup_of(mode, tuple(partners or ()), against, attack, people, lanes, graph)
    if lineup.mode == "commons" and (level or record is not None):
        raise OptionError("--mode", "commons with a level or --record", "neither: it has no level, and the window keeps no replay of it")
    Flow(App(), Host(target, token or None), Wishes(level, seed, record, mute, lineup)).run()
