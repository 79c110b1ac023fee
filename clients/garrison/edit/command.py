"""`garrison edit`: the level editor."""

from typing import Annotated

import typer

from garrison.errors import MissingExtraError


def register(app: typer.Typer) -> None:
    """Adds `edit` to the command line."""
    app.command("edit")(edit)


def edit(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="A level file, there or not yet; or a level's name, to make a level of one's own of it.")
    ] = "",
    target: Annotated[str, typer.Option(metavar="ADDR", help="A server, host:port or unix:PATH; without it one is started.")] = "",
    token: Annotated[str, typer.Option(help="The server's token, if it wants one.", envvar="GARRISON_TOKEN")] = "",
    mute: Annotated[bool, typer.Option("--mute", help="No sound when playing.")] = False,
) -> None:
    """Draw a level in a window: roads, tower points, waves, and play it at once.

    F1 shows every key. What is wrong with the level is marked on the map as you draw. See docs/editor.md.

    Examples:

      garrison edit my-level.json

      garrison edit garrison-2
    """
    try:
        from garrison.edit.workbench import Workbench
        from garrison.play.app import App
        from garrison.play.host import Host
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"the editor needs {error.name}, which is not installed: pip install 'garrison[play]'") from error
    Workbench(App("Garrison: level editor"), Host(target, token or None), file, mute).run()
