"""Opens the editor: a window, a server, a draft."""

import contextlib
import re
import signal
from pathlib import Path

import garrison
from garrison.backend import Backend, load_backend
from garrison.edit.checker import Checker
from garrison.edit.command import is_file_name
from garrison.edit.desk import Desk
from garrison.edit.draft import Draft
from garrison.edit.editor_screen import EditorScreen
from garrison.edit.file import load_file, load_named
from garrison.edit.template import new_draft
from garrison.play import theme
from garrison.play.app import App
from garrison.play.canvas import Canvas
from garrison.play.screen import Screen


class Waiting(Screen):
    """What the window says until the server is there."""

    def draw(self, canvas: Canvas) -> None:
        canvas.text("Starting a server ...", (theme.WIDTH / 2, theme.HEIGHT / 2), theme.HEADING, theme.FAINT, anchor="center")


def edit_in_window(name: str, target: str | None, token: str | None) -> None:
    """Edits until the window is closed. Raises DisplayError, LaunchError, LevelFileError, LevelNotFoundError."""
    signal.signal(signal.SIGTERM, _end)  # SDL would make a click on the window's close button of it, and the editor asks then
    app = App("Garrison: level editor")
    with contextlib.ExitStack() as stack:
        stack.callback(app.close)
        app.push(Waiting())
        app.frame(0)
        if target is None:
            target = stack.enter_context(garrison.launch()).address
        backend = load_backend(target, token=token)
        stack.callback(backend.close)
        desk = desk_for(name, backend)
        app.pop()
        app.run(editor_screen(desk, backend))


def desk_for(name: str, backend: Backend) -> Desk:
    """The desk for what the command line names: a file that is there, a file to be, one of the server's levels, or nothing."""
    path = Path(name)
    if name and not is_file_name(name):
        desk = Desk(load_named(name, backend), None)
    elif name and path.exists():
        return Desk(load_file(path, backend).draft, path)
    else:
        desk = Desk(new_draft(_slug(path.stem)), path if name else None)
    desk.history.mark_unsaved()
    return desk


def editor_screen(desk: Desk, backend: Backend) -> EditorScreen:
    """The editor of a desk, which plays through the same server."""

    def play(draft: Draft) -> None:
        desk.notice = f"{draft.title} would be played now"

    return EditorScreen(desk, Checker(backend), play)


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _slug(stem: str) -> str:
    """A level's short name from its file's."""
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:64] or "my-level"
