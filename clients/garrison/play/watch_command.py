"""`garrison watch`: somebody else's episode in a window, live."""

import uuid
from typing import Annotated

import typer

from garrison.connection import Connection, connect
from garrison.errors import MissingExtraError, OptionError


def register(app: typer.Typer) -> None:
    """Adds `watch` to the command line."""
    app.command("watch")(watch)


def watch(
    address: Annotated[str, typer.Argument(metavar="ADDR", help="The server: host:port or unix:PATH.")],
    session: Annotated[str, typer.Argument(metavar="[SESSION]", help="The session's id; without it, the watchable one used last.")] = "",
    slot: Annotated[int, typer.Option(min=0, help="Which of the session's episodes.")] = 0,
    rate: Annotated[float, typer.Option(min=0.1, max=60.0, help="States a second at most.")] = 60.0,
    token: Annotated[str, typer.Option(help="The server's token, if it wants one.", envvar="GARRISON_TOKEN")] = "",
    session_token: Annotated[
        str, typer.Option(help="The session's resume token, for one that is not open to watchers.", envvar="GARRISON_SESSION_TOKEN")
    ] = "",
) -> None:
    """Watch another's episode in a window: `garrison run --watchable` says what to type.

    The window shows the picture, the last actions and what came of them, the score, and how many states it could not keep
    up with; of several seats one, and with Tab the next. It waits for a session that is not there yet. Watching changes
    nothing: the game goes on as if nobody looked.

    Examples:

      garrison watch localhost:7447

      garrison watch unix:/tmp/garrison.sock 3f6c2f1e-6a0e-4b8b-9d0c-5f5a2d5c1b11 --slot 2
    """
    if session:
        try:
            session = str(uuid.UUID(session))
        except ValueError:
            raise OptionError("SESSION", repr(session), "a session's id, such as `garrison run --watchable` prints") from None
    with connect(address, token=token or None) as connection:
        show_watch(connection, session, slot, rate, session_token)


def show_watch(connection: Connection, session: str, slot: int, rate: float, session_token: str) -> None:
    """Opens the window and returns when it is closed. Raises DisplayError, MissingExtraError, UnavailableError."""
    try:
        from garrison.play.action_words import Wording
        from garrison.play.app import App
        from garrison.play.watch_feed import WatchFeed
        from garrison.play.watch_screen import VIEWS, WatchScreen
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"the window needs {error.name}, which is not installed: pip install 'garrison[play]'") from error
    wording = Wording.of(connection.describe(connection.info().levels[0].name))
    app = App("Garrison: watching")
    feed = WatchFeed(lambda: connection.watch(session, token=session_token, slot=slot, views=VIEWS, max_rate=rate), not session)
    app.run(WatchScreen(feed, wording, session))
