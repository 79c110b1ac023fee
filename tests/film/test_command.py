"""`garrison replay render` and `play` as real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import imageio.v3 as iio
import pytest

from film.conftest import Changed

Garrison = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def garrison_command() -> Garrison:
    def run(*words: object, **environment: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "garrison", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, timeout=200, check=False, env={**os.environ, **environment})

    return run


@pytest.mark.parametrize(("name", "pictures"), [("a.mp4", 48), ("a.gif", 48), ("a.png", 5)])
def test_render_writes_a_film_or_a_sheet(garrison_command: Garrison, replay_path: Path, tmp_path: Path, name: str, pictures: int) -> None:
    out = tmp_path / name
    done = garrison_command(
        "replay", "render", replay_path, "--out", out, "--size", 64, "--fps", 10, "--speed", 4, "--shots", 5, "--columns", 2
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == [out] and f"{pictures} pictures" in done.stdout
    shown = iio.imread(out)
    if name == "a.png":
        assert shown.shape[1] == 64 * 2 + 6
        return
    # 12.8 s of play at 4 times its pace are 3.2 s of film, and it stands still for 1.5 s at the end.
    assert len(shown) == pictures and shown.shape[1:3] == (64, 64) and shown.std() > 20


def test_ctrl_c_leaves_no_half_film(replay_path: Path, tmp_path: Path) -> None:
    words = ["replay", "render", str(replay_path), "--out", str(tmp_path / "a.mp4"), "--speed", "0.01", "--fps", "60"]
    run = subprocess.Popen([sys.executable, "-m", "garrison", *words], stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not list(tmp_path.iterdir()):
        assert run.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: ffmpeg hears it too
    words_said = run.communicate(timeout=30)[1]
    assert run.returncode == 130 and "nothing was written" in words_said and "Traceback" not in words_said
    assert not list(tmp_path.iterdir())


def test_a_step_that_differs_is_named_and_no_film_stays(garrison_command: Garrison, changed: Changed, tmp_path: Path) -> None:
    out = tmp_path / "a.gif"
    done = garrison_command("replay", "render", changed.with_hash(9, "0" * 16), "--out", out, "--size", 32, "--fps", 5)
    assert done.returncode == 1 and "the state after step 9 differs" in done.stderr and "changed.json" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--out", "a.avi"), "ends in .mp4, .gif or .png"),
        (("--out", "a.mp4", "--size", "63"), "size is 63; wanted an even number"),
        (("--out", "a.mp4", "--from", "20"), "0 to 12.8 s, the length of the replay"),
        (("--out", "a.gif", "--fps", "80"), "fps is 80.0; wanted more than 0 and at most 50"),
        (("--out", "no/where.png", "--shots", "1", "--size", "16"), "cannot be written: No such file"),
    ],
)
def test_bad_wishes_end_in_a_sentence(garrison_command: Garrison, replay_path: Path, more: tuple[str, ...], told: str) -> None:
    done = garrison_command("replay", "render", replay_path, *more)
    assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", [("render", "--out", "a.mp4"), ("play",)])
def test_a_damaged_file_is_told_by_field(garrison_command: Garrison, changed: Changed, verb: tuple[str, ...]) -> None:
    path = changed(seed=-1)
    done = garrison_command("replay", verb[0], path, *verb[1:])
    assert done.returncode == 2 and f"{path}: seed: came -1, wanted a whole number" in done.stderr


def test_without_a_display_play_says_so(garrison_command: Garrison, replay_path: Path) -> None:
    done = garrison_command("replay", "play", replay_path, SDL_VIDEODRIVER="x11", DISPLAY="")
    assert done.returncode == 2 and "no window can be opened here" in done.stderr and "Traceback" not in done.stderr
