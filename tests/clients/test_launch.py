"""Servers of one's own: healthy when launched, gone afterwards, and heard when they fail."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

import garrison
from garrison import errors


def test_launch_serves_and_leaves_nothing_behind() -> None:
    with garrison.launch() as server:
        path = Path(server.address.removeprefix("unix:"))
        assert path.exists()
        with server.connect() as connection:
            assert connection.info().levels
    assert server.process.returncode == 0
    assert not path.parent.exists()
    server.close()


def test_launch_ends_the_server_when_the_body_fails() -> None:
    with pytest.raises(ZeroDivisionError), garrison.launch() as server:
        _ = 1 / 0
    assert server.process.poll() is not None


def test_launch_of_many_at_once_gives_each_its_own() -> None:
    servers: list[garrison.OwnServer] = []

    def start() -> None:
        servers.append(garrison.launch())

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({server.address for server in servers}) == 4
    for server in servers:
        with server.connect() as connection:
            assert connection.info().version
        server.close()


def test_launch_failure_shows_the_servers_words() -> None:
    with pytest.raises(errors.LaunchError) as caught:
        garrison.launch(["--no-such-option"])
    assert "exit code 2" in str(caught.value)
    assert "no-such-option" in str(caught.value)


def test_launch_that_takes_too_long_is_ended() -> None:
    with pytest.raises(errors.LaunchError, match="not healthy within 0 s"):
        garrison.launch(start_s=0)


def test_server_goes_away_when_its_launcher_is_killed() -> None:
    code = "import garrison, time; s = garrison.launch(); print(s.process.pid, flush=True); time.sleep(60)"
    launcher = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    served = psutil.Process(int(launcher.stdout.readline()))
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    deadline_s = time.monotonic() + 10
    while served.is_running() and served.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert not served.is_running() or served.status() == psutil.STATUS_ZOMBIE
