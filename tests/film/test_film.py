"""Films and sheets as files: they can be read again, and a half one never stays."""

import tempfile
from pathlib import Path

import imageio.v3 as iio
import imageio_ffmpeg
import numpy as np
import pytest

from garrison import errors
from garrison.film.film import Film
from garrison.film.sheet import Shot, draw_sheet, write_sheet

SIDE = 48


def frames(count: int) -> list[np.ndarray]:
    """A square that wanders over grass."""
    made = []
    for i in range(count):
        frame = np.full((SIDE, SIDE, 3), (92, 140, 70), np.uint8)
        frame[10:20, 2 * i : 2 * i + 10] = (228, 92, 74)
        made.append(frame)
    return made


@pytest.mark.parametrize("ending", [".mp4", ".gif"])
def test_a_film_shows_its_frames(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    with Film(path, SIDE, 10, frames(15)[::7]) as film:
        for frame in frames(15):
            film.add(frame)
    came = iio.imread(path)[..., :3]
    assert came.shape == (15, SIDE, SIDE, 3) and list(tmp_path.iterdir()) == [path]
    off = np.abs(came.astype(int) - np.array(frames(15)))
    assert off.mean() < (0.01 if ending == ".gif" else 6)


def test_an_mp4_plays_everywhere_and_begins_at_once(tmp_path: Path) -> None:
    with Film(tmp_path / "a.mp4", SIDE, 30) as film:
        for frame in frames(5):
            film.add(frame)
    meta = next(imageio_ffmpeg.read_frames(str(tmp_path / "a.mp4")))
    assert meta["codec"] == "h264" and meta["pix_fmt"].startswith("yuv420p") and meta["fps"] == 30
    data = (tmp_path / "a.mp4").read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interrupted_film_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")
    with pytest.raises(error), Film(path, SIDE, 10) as film:
        film.add(frames(1)[0])
        raise error
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.FilmError, match=r"nowhere/a\.gif: cannot be written: No such file"):
        Film(tmp_path / "nowhere/a.gif", SIDE, 10, frames(1))


def test_a_gif_of_many_colours_keeps_them_nearly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "it's: a\\ folder"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    shades = np.random.default_rng(0).integers(0, 16, (SIDE, SIDE, 3), np.uint8) * 17
    with Film(tmp_path / "a.gif", SIDE, 10, [shades]) as film:
        film.add(shades)
    off = np.abs(iio.imread(tmp_path / "a.gif", index=0)[..., :3].astype(int) - shades)
    assert len(np.unique(shades.reshape(-1, 3), axis=0)) > 1000 and off.mean() < 15
    assert not list(folder.iterdir())


def test_a_sheet_holds_every_shot_in_rows(tmp_path: Path) -> None:
    shots = [Shot(frame, 5.0 * i, 100 + i, 20) for i, frame in enumerate(frames(7))]
    page = np.asarray(draw_sheet(shots, "game", 3))
    found = [(y, x) for y in range(page.shape[0] - SIDE) for x in range(page.shape[1] - SIDE)
             if any(np.array_equal(page[y : y + SIDE, x : x + SIDE], shot.frame) for shot in shots)]  # fmt: skip
    assert len(found) == 7 and [len({x for _, x in found}), len({y for y, _ in found})] == [3, 3]
    write_sheet(tmp_path / "a.png", shots, "game", 3)
    assert np.array_equal(iio.imread(tmp_path / "a.png"), page)
