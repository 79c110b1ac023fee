"""`garrison replay render`: a replay as mp4, gif or contact sheet."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from garrison.backend import Backend, load_backend
from garrison.errors import OptionError
from garrison.film.film import FORMS, Film
from garrison.film.schedule import TICKS_PER_S, film_ticks, sheet_ticks
from garrison.film.sheet import clock, shot_of, write_sheet
from garrison.film.tape import Tape, load_replay
from garrison_proto.records import Outcome
from garrison_proto.replay_file import STATUS_NAMES, Replay

HOLD_S: Final = 1.5  # how long a film stands at its last picture
SAMPLES: Final = 16  # pictures that a gif's colours are taken from
GIF_FPS: Final = 50  # a gif counts in hundredths of a second, and viewers slow down what is quicker than two


@dataclass(frozen=True)
class RenderOptions:
    """The command's options, as their help says."""

    out: Path
    size: int = 512
    fps: float = 30.0
    speed: float = 1.0
    from_s: float = 0.0
    to_s: float | None = None
    shots: int = 12
    columns: int = 4
    target: str = "local"
    token: str | None = None


def render(file: Path, options: RenderOptions, quiet: bool = False) -> int:
    """Writes the film or sheet; the number of pictures in it. All steps up to the last moment shown are checked.

    Raises OptionError, ReplayFaultError, ReplayDiffersError, FilmError, MissingExtraError, and what the backend raises.
    """
    ending = options.out.suffix
    if ending not in (*FORMS, ".png"):
        raise OptionError("out", repr(str(options.out)), "a file that ends in .mp4, .gif or .png")
    if ending == ".mp4" and options.size % 2:
        raise OptionError("size", options.size, "an even number for mp4, whose colours have half the size")
    replay = load_replay(file)
    backend = load_backend(options.target, token=options.token)
    try:
        return _sheet(backend, replay, str(file), options, quiet) if ending == ".png" else _film(backend, replay, str(file), options, quiet)
    finally:
        backend.close()


def _film(backend: Backend, replay: Replay, source: str, options: RenderOptions, quiet: bool) -> int:
    gif = options.out.suffix == ".gif"
    fps = _gif_fps(options.fps) if gif else options.fps
    ticks = film_ticks(replay.ticks, fps=fps, speed=options.speed, from_s=options.from_s, to_s=options.to_s)
    view = f"pixels:{options.size}"
    tape = Tape(backend, replay, (view,), source)
    try:
        some = [tape.moment(tick).views[view][0].copy() for tick in ticks[:: max(1, len(ticks) // SAMPLES)]] if gif else []
        with Film(options.out, options.size, fps, some) as film:
            for outcome in _moments(tape, ticks, options.out.name, quiet):
                film.add(outcome.views[view][0])
            for _ in range(round(HOLD_S * fps)):
                film.add(outcome.views[view][0])
            return film.frames
    finally:
        tape.close()


def _sheet(backend: Backend, replay: Replay, source: str, options: RenderOptions, quiet: bool) -> int:
    ticks = sheet_ticks(replay.ticks, options.shots, from_s=options.from_s, to_s=options.to_s)
    view = f"pixels:{options.size}"
    tape = Tape(backend, replay, (view, "text"), source)
    try:
        moments = _moments(tape, ticks, options.out.name, quiet)
        shots = [shot_of(outcome.views, view, tick / TICKS_PER_S) for tick, outcome in zip(ticks, moments, strict=True)]
    finally:
        tape.close()
    write_sheet(options.out, shots, title_of(replay), options.columns)
    return len(shots)


def title_of(replay: Replay) -> str:
    """A replay in one line."""
    result = f"{STATUS_NAMES[replay.status]} after {clock(replay.ticks / TICKS_PER_S)}, score {replay.score:g}"
    return f"{replay.level}, seed {replay.seed}: {result}"


def _moments(tape: Tape, ticks: Sequence[int], title: str, quiet: bool) -> Iterator[Outcome]:
    """The moments in order, under a progress bar on stderr."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("pictures"), TimeRemainingColumn(),
        console=Console(stderr=True), disable=quiet or not sys.stderr.isatty(),
    )  # fmt: skip
    with bar:
        for tick in bar.track(ticks, description=title):
            yield tape.moment(tick)


def _gif_fps(fps: float) -> float:
    """The nearest rate that a gif can have."""
    if not 0 < fps <= GIF_FPS:
        raise OptionError("fps", fps, f"more than 0 and at most {GIF_FPS} for gif")
    return 100 / round(100 / fps)
