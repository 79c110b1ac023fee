"""`garrison replay play`: a replay in the window."""

from pathlib import Path

from rich.console import Console

from garrison.backend import load_backend
from garrison.errors import MissingExtraError
from garrison.film.tape import Tape, load_replay


def show(file: Path, target: str, token: str | None) -> None:
    """Opens the window and returns when it is closed. Raises ReplayFaultError, ReplayDiffersError for another start,
    DisplayError, MissingExtraError, and what the backend raises."""
    replay = load_replay(file)
    try:
        from garrison.play.action_words import Wording
        from garrison.play.app import App
        from garrison.play.replay_screen import VIEWS, ReplayScreen
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"the window needs {error.name}, which is not installed: pip install 'garrison[play]'") from error
    app = App(f"Garrison: {file.name}")
    backend = load_backend(target, token=token)
    try:
        document = None if replay.level_document is None else replay.level_document.encode()
        with Console(stderr=True).status("opening the replay (the first time on a machine compiles kernels) ..."):
            wording = Wording.of(backend.describe("" if document else replay.level, level_document=document))
            tape = Tape(backend, replay, VIEWS, str(file))
        app.run(ReplayScreen(tape, wording, lambda: Tape(backend, replay, VIEWS, str(file))))
    finally:
        app.close()
        backend.close()
