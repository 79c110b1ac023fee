"""The commands `garrison replay render` and `garrison replay play`."""

from pathlib import Path
from typing import Annotated

import typer

from garrison.errors import GarrisonError, ReplayDiffersError

File = Annotated[Path, typer.Argument(metavar="FILE", help="A replay, such as `garrison run --record DIR` writes.", dir_okay=False)]
Target = Annotated[str, typer.Option(metavar="ADDR", help="Where it is played again: 'local' (in this process), host:port, or unix:PATH.")]
Token = Annotated[str, typer.Option(help="The server's token, if it wants one.", envvar="GARRISON_TOKEN")]
INTERRUPTED = 130


def register(app: typer.Typer) -> None:
    """Adds to the group `replay`, or makes it when no other room has."""
    group = next((info.typer_instance for info in app.registered_groups if info.name == "replay"), None)
    if group is None:
        group = typer.Typer(help="Recorded episodes: see them.", no_args_is_help=True)
        app.add_typer(group, name="replay")
    group.command("render")(render)
    group.command("play")(play)


def render(
    file: File,
    out: Annotated[Path, typer.Option("--out", "-o", help="What to write: a file that ends in .mp4, .gif or .png.", dir_okay=False)],
    size: Annotated[int, typer.Option(min=16, max=512, help="Side of the picture in pixels.")] = 512,
    fps: Annotated[float, typer.Option(help="Pictures a second of film.")] = 30.0,
    speed: Annotated[float, typer.Option(help="Seconds of play in a second of film.")] = 1.0,
    from_s: Annotated[float, typer.Option("--from", metavar="S", help="Second of play to begin at.")] = 0.0,
    to_s: Annotated[float | None, typer.Option("--to", metavar="S", help="Second of play to end at; without it, the end.")] = None,
    shots: Annotated[int, typer.Option(min=1, max=200, help="Pictures on a contact sheet (png).")] = 12,
    columns: Annotated[int, typer.Option(min=1, max=50, help="Pictures in a row of it.")] = 4,
    target: Target = "local",
    token: Token = "",
) -> None:
    """Make a film (mp4, gif) or a contact sheet (png) of a replay.

    The game is played again, and every step up to the last picture is compared with the file. Exit code 0 when it came
    out the same, 1 when a step differs, 2 when the file cannot be read or played here. Stopped or refused, it leaves no file.

    Examples:

      garrison replay render game.json --out game.mp4 --speed 4

      garrison replay render game.json --out game.gif --size 256 --fps 20 --from 60 --to 75

      garrison replay render game.json --out game.png --shots 16
    """
    from garrison.film.render import RenderOptions
    from garrison.film.render import render as make

    options = RenderOptions(out, size, fps, speed, from_s, to_s, shots, columns, target, token or None)
    try:
        pictures = make(file, options)
    except ReplayDiffersError as error:
        typer.echo(f"garrison: {file}: {error}", err=True)
        raise typer.Exit(1) from None
    except GarrisonError as error:
        typer.echo(f"garrison: {error}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        typer.echo("garrison: stopped; nothing was written", err=True)
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(f"{out}: {pictures} pictures")


def play(file: File, target: Target = "local", token: Token = "") -> None:
    """Show a replay in a window, with a time bar: pause, speeds, step forward and back.

    The game is played again, and every step is compared with the file; where one differs, the window says so. Exit code
    2 when the file cannot be read or played here, or when there is no display.

    Example:

      garrison replay play game.json
    """
    from garrison.film.show import show

    show(file, target, token or None)
