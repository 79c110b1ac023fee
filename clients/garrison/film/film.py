"""Frames into a film: mp4 or gif, through imageio's bundled ffmpeg. A film is whole or it is not there."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison.errors import FilmError, MissingExtraError

# yuv420p and the index in front: what browsers and players everywhere take.
MP4_CHOICES: Final = ["-crf", "16", "-preset", "fast", "-movflags", "+faststart"]
MP4: Final[dict[str, Any]] = {"codec": "libx264", "pix_fmt_out": "yuv420p", "output_params": MP4_CHOICES}
FORMS: Final = (".mp4", ".gif")


class Film:
    """A film being written; a context manager. Left by an exception, Ctrl-C among them, it leaves no file."""

    def __init__(self, path: Path, size: int, fps: float, some: Sequence[NDArray[np.uint8]] = ()) -> None:
        """path: ends in .mp4 or .gif; what stands there is replaced at the end. size: of the square frames; even for mp4.
        some: for a gif, some of the frames, from all of the film, whose colours it will have.

        Raises MissingExtraError, FilmError.
        """
        try:
            import imageio_ffmpeg
        except ImportError as error:
            raise MissingExtraError("films need imageio, which is not installed: pip install 'garrison[film]'") from error
        # Else imageio starts ffmpeg by a fork that runs Python in the child, which does not always survive gRPC's threads.
        os.environ.setdefault("IMAGEIO_FFMPEG_NO_PREVENT_SIGINT", "1")
        self._half = contextlib.ExitStack()
        self._part = self._half.enter_context(half_file(path))
        self._path, self.size, self.frames = path, size, 0
        form = MP4 if path.suffix == ".mp4" else self._gif(some)
        self._writer: Any = imageio_ffmpeg.write_frames(
            str(self._part), (size, size), fps=fps, quality=None, macro_block_size=1, ffmpeg_log_level="error", **form
        )

    def _gif(self, some: Sequence[NDArray[np.uint8]]) -> dict[str, Any]:
        from garrison.film.palette import palette_of, write_palette

        path = Path(self._half.enter_context(tempfile.TemporaryDirectory(prefix="garrison-"))) / "palette.png"
        write_palette(palette_of(some), path)
        colours = f"movie={_quoted(str(path))}[p];[0:v][p]paletteuse=dither=none:diff_mode=rectangle"
        return {"codec": "gif", "pix_fmt_out": "pal8", "output_params": ["-filter_complex", colours, "-loop", "0"]}

    def __enter__(self) -> "Film":
        try:
            self._writer.send(None)
        except BaseException:
            self._half.close()
            raise
        return self

    def add(self, frame: NDArray[np.uint8]) -> None:
        """One more frame, uint8 (size, size, 3). Raises FilmError when ffmpeg gave up."""
        try:
            self._writer.send(np.ascontiguousarray(frame))
        except OSError as error:
            raise FilmError(f"{self._path}: {error}") from None
        self.frames += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._half:
            self._writer.close()
            if kind is None:
                os.replace(self._part, self._path)


def _quoted(path: str) -> str:
    """A path as an option of one of ffmpeg's filters: escaped for the option, then quoted for the chain of filters."""
    escaped = path.replace("\\", "\\\\").replace(":", "\\:").replace("'", "\\'")
    return "'" + escaped.replace("'", "'\\''") + "'"


@contextlib.contextmanager
def half_file(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to first; whatever is still there at the end is taken away. Raises FilmError."""
    part = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        part.open("xb").close()
    except OSError as error:
        raise FilmError(f"{path}: cannot be written: {error.strerror}") from None
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)
