"""A person at a real terminal (a pty): reads the brief, mistypes, leaves by Ctrl-C and Ctrl-D, comes back, and is never asked twice."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from garrison.backend import Backend
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.verify import Verifier
from llm.conftest import results

BUILD = '{"name": "build", "arguments": {"site": "A1", "tower": "archer"}}'
NOTHING_THERE = '{"name": "sell", "arguments": {"site": "A1"}}'
WAIT = '{"name": "wait", "arguments": {}}'
AT_A_TERMINAL = """  # so that Ctrl-C is one
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
ASKED = "a line of JSON, or several lines and then a dot ---"


class Seat:
    """`garrison evaluate` at a terminal of its own."""

    def __init__(self, *words: object) -> None:
        self._hand, end = pty.openpty()
        command = [sys.executable, "-c", AT_A_TERMINAL, "-m", "garrison", "evaluate", *map(str, words)]
        self.process = subprocess.Popen(command, stdin=end, stdout=subprocess.DEVNULL, stderr=end, start_new_session=True)
        os.close(end)
        self._seen = ""

    def question(self) -> str:
        """What came on the screen up to the next question."""
        return self._until(ASKED)

    def type(self, text: str) -> None:
        os.write(self._hand, text.encode())

    def end(self) -> tuple[int, str]:
        """The exit code, and the rest of the screen."""
        rest = self._until(None)
        os.close(self._hand)
        return self.process.wait(60), rest

    def _until(self, mark: str | None, timeout_s: float = 120.0) -> str:
        until_s = time.monotonic() + timeout_s
        while mark is None or mark not in self._seen:
            assert time.monotonic() < until_s, f"no {mark!r} came, but {self._seen[-2000:]!r}"
            if not select.select([self._hand], [], [], 1.0)[0]:
                continue
            try:
                came = os.read(self._hand, 65536)
            except OSError:  # so Linux says that the other end is closed
                came = b""
            if not came:
                assert mark is None, f"it ended before {mark!r}: {self._seen[-2000:]!r}"
                break
            self._seen += came.decode().replace("\r\n", "\n")
        shown, _, self._seen = self._seen.partition(mark or "\0")
        return shown


def test_person_plays_leaves_and_comes_back(tmp_path: Path, backend: Backend) -> None:
    config = tmp_path / "me.json"
    fields: dict[str, Any] = {"style": "brief", "seeds": [0, 1], "max_steps": 4, "caps": {"usd": 1.0, "calls": 50}}
    config.write_text(json.dumps({"name": "me", "models": [{"name": "me", "model": "me", "provider": "person"}], **fields}))
    out = (config, "--out", tmp_path / "runs")
    first = Seat(*out)
    screen = first.question()
    assert (
        "Tower defence. Map -3..3" in screen
        and "# Current state\nTime 0 s, step 0." in screen
        and "# Your answer\nReply with one" in screen
    )
    first.type(f"{BUILD}\n")
    screen = first.question()
    assert "build(A1, archer): accepted." in screen and "Tower defence." not in screen
    first.type("build a tower\nat A1\n.\n")
    assert "could not be read" in first.question()
    first.type("\x03")
    code, screen = first.end()
    assert code == 130 and "stopping: Ctrl-C" in screen and "0 episodes are void and 2 not played: Ctrl-C; to go on:" in screen
    assert "Traceback" not in screen

    second = Seat(*out, "--resume")
    assert "step 2." in second.question()
    second.type(f"{NOTHING_THERE}\n")
    assert "sell(A1): accepted." in second.question()
    second.type(f"{NOTHING_THERE}\n")
    screen = second.question()  # the next seed's, after the result of this one
    assert re.search(r"me\.zero_shot\.text\.garrison-1\.0: score 0", screen) and "me.zero_shot.text.garrison-1.1/0" in screen
    second.type("\x04")
    code, screen = second.end()
    assert code == 3 and "0 episodes are void and 1 not played: the person at the terminal has left; to go on:" in screen

    done = subprocess.run(
        [sys.executable, "-m", "garrison", "evaluate", *map(str, out), "--resume", "-q"], input=f"{WAIT}\n" * 4, text=True,
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    came = results(tmp_path / "runs/me")
    one, two = came["me.zero_shot.text.garrison-1.0"], came["me.zero_shot.text.garrison-1.1"]
    assert one["counts"] == {"acted": 2, "illegal": 1, "unparseable": 1} and one["illegal_by_code"] == {"5": 1}
    assert two["counts"] == {"acted": 4} and (one["calls"], one["usd"], two["usd"]) == (4, 0.0, 0.0)
    verifier = Verifier(RunFolder(tmp_path / "runs/me"), backend)
    assert not list(verifier.level_faults()) and all(verifier.episode_fault(result) is None for result in came.values())


def test_person_is_shown_where_the_picture_lies(tmp_path: Path) -> None:
    config = tmp_path / "me.json"
    fields: dict[str, Any] = {"modalities": ["image"], "seeds": [0], "max_steps": 1}
    config.write_text(json.dumps({"name": "me", "models": [{"name": "me", "model": "me", "provider": "person"}], **fields}))
    seat = Seat(config, "--out", tmp_path / "runs")
    assert f"[the picture: {tmp_path / 'runs/me/picture.png'}]" in seat.question()
    assert (tmp_path / "runs/me/picture.png").read_bytes().startswith(b"\x89PNG")
    seat.type('{"X": 0, "Y": 0, "Action": 6}\n')
    assert seat.end()[0] == 0
