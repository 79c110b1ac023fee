"""A desk to sit at: an X server of its own (Xvfb), a program in a window on it, and a hand (xdotool) that moves and clicks.

Places are in the window's logical units (768 x 512), as a person would say "there".
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PIL import Image, ImageGrab

SCREEN = (1366, 900)
LOGICAL = (768, 512)
STEPS = 6  # of a mouse's way to where it clicks
NEEDED = {"Xvfb": "xvfb", "xdotool": "xdotool"}  # program -> Debian's package


class DeskError(Exception):
    """Something on the desk is missing or does not come."""


def missing_programs() -> str:
    """What must be installed, as a sentence; "" if nothing is missing."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    packages = " ".join(NEEDED[program] for program in missing)
    return f"{' and '.join(missing)} cannot be found on PATH (on Debian: apt install {packages})" if missing else ""


class Desk:
    """A context: the X server, and one program at a time."""

    def __init__(self, folder: Path, home: Path) -> None:
        """folder: of the pictures and the programs' words. home: where the programs keep the player's data."""
        self.folder, self.home = folder, home
        self.environment = {**os.environ, "XDG_DATA_HOME": str(home), "SDL_AUDIODRIVER": "dummy", "SDL_VIDEODRIVER": "x11"}
        self.program: subprocess.Popen[bytes] | None = None
        self.window = ""
        self._pictures = 0

    def __enter__(self) -> "Desk":
        self.folder.mkdir(parents=True, exist_ok=True)
        read, write = os.pipe()
        size = "x".join(map(str, (*SCREEN, 24)))
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()  # Xvfb says which number it took when it is ready
        if not number:
            raise DeskError("Xvfb did not start")
        self.display = f":{number}"
        self.environment["DISPLAY"] = self.display
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.program is not None and self.program.poll() is None:
            self.program.terminate()
            self.program.wait(20)
        self._server.terminate()
        self._server.wait(20)

    def start(self, *arguments: str, seconds: float = 240.0) -> None:
        """Runs `garrison ARGUMENTS` until its window is there; the first time its server may have to compile."""
        self.words = self.folder / "program.log"
        with self.words.open("wb") as words:
            command = [sys.executable, "-m", "garrison", *arguments]
            self.program = subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=words, stderr=subprocess.STDOUT)
        self.wait_for(self._find_window, seconds, "the window")
        self._hand("windowfocus", self.window)
        width, height = self._size()
        fit = min(width / LOGICAL[0], height / LOGICAL[1])
        self.scale = int(fit * 2) / 2 if fit >= 1 else fit

    def click(self, x: float, y: float, button: int = 1) -> None:
        """Moves the mouse there, as a hand does, and clicks."""
        self.move(x, y)
        self._hand("mousedown", str(button), "sleep", "0.04", "mouseup", str(button))

    def drag(self, *places: tuple[float, float]) -> None:
        """Presses at the first place, moves over the others, lets go."""
        self.move(*places[0])
        self._hand("mousedown", "1")
        for place in places[1:]:
            self.move(*place)
        self._hand("mouseup", "1")

    def type(self, words: str) -> None:
        """Types words."""
        self._hand("type", "--delay", "30", words)

    def move(self, x: float, y: float) -> None:
        """Moves the mouse there, not in a leap."""
        to = round(x * self.scale), round(y * self.scale)
        start = getattr(self, "_hand_at", (0, 0))
        for step in range(1, STEPS + 1):
            at = (round(a + (b - a) * step / STEPS) for a, b in zip(start, to, strict=True))
            self._hand("mousemove", "--window", self.window, *map(str, at))
        self._hand_at = to

    def press(self, *keys: str) -> None:
        """Presses keys by their X names, one after another."""
        for key in keys:
            self._hand("key", "--delay", "40", key)

    def look(self, name: str) -> Image.Image:
        """A picture of the window, saved into the folder in order of time."""
        picture = self.screen()
        self._pictures += 1
        picture.save(self.folder / f"{self._pictures:02d}-{name}.png")
        return picture

    def screen(self) -> Image.Image:
        """A picture of the window."""
        geometry = dict(line.split("=") for line in self._hand("getwindowgeometry", "--shell", self.window).split())
        left, top, width, height = (int(geometry[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
        return ImageGrab.grab(xdisplay=self.display).crop((left, top, left + width, top + height))

    def colour(self, x: float, y: float) -> tuple[int, int, int]:
        """The colour at a place."""
        red, green, blue = self.screen().getpixel((round(x * self.scale), round(y * self.scale)))[:3]
        return red, green, blue

    def wait_for(self, true: Callable[[], bool], seconds: float, what: str) -> None:
        """Until something is true. Raises DeskError with the program's words when it does not become so, or the program ends."""
        until = time.monotonic() + seconds
        while not true():
            ended = self.program is not None and self.program.poll() is not None
            if ended or time.monotonic() > until:
                if self.window and not ended:
                    self.look("failed")
                why = f"the program ended with {self.program.returncode}" if ended and self.program else f"not after {seconds:.0f} s"
                raise DeskError(f"waited for {what}: {why}; it said:\n{self.words.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def ended(self, seconds: float = 20.0) -> int:
        """Waits until the program has ended by itself; its exit code."""
        assert self.program is not None
        self.window = ""
        return self.program.wait(seconds)

    def _find_window(self) -> bool:
        found = self._hand("search", "--onlyvisible", "--class", "garrison", check=False).split()
        self.window = found[-1] if found else ""
        return bool(found)

    def _size(self) -> tuple[int, int]:
        geometry = dict(line.split("=") for line in self._hand("getwindowgeometry", "--shell", self.window).split())
        return int(geometry["WIDTH"]), int(geometry["HEIGHT"])

    def _hand(self, *command: str, check: bool = True) -> str:
        done = subprocess.run(["xdotool", *command], env=self.environment, capture_output=True, text=True, timeout=30, check=False)
        if check and done.returncode:
            raise DeskError(f"xdotool {' '.join(command)}: {done.stderr.strip()}")
        return done.stdout


def to_canvas(x: float, y: float) -> tuple[float, float]:
    """A place of the map, in map units, on the window."""
    return (x + 3) / 6 * LOGICAL[1], (3 - y) / 6 * LOGICAL[1]


def run_briefly(arguments: Sequence[str], environment: dict[str, str], seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """`garrison ARGUMENTS` to its end."""
    command = [sys.executable, "-m", "garrison", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
