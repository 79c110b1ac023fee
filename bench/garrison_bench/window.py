"""The window at work: frames a second, and how far the picture falls behind the simulated clock."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np

from garrison.play.app import DISPLAYS, App
from garrison.play.flow import Flow, Wishes
from garrison.play.game_screen import GameScreen
from garrison.play.guide import finish
from garrison.play.host import Host
from garrison.play.pacer import TICKS_PER_S
from garrison_bench.figures import Measured

LEVEL: Final = "garrison-3"  # three roads, and fog
SECONDS: Final = 8.0
FIRST_FRAMES: Final = 30  # not counted: the game has just begun


class TimedApp(App):
    """A window that plays for a while, and notes at each frame when it was drawn and which tick it showed."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn_s: list[float] = []
        self.due_ticks: list[float] = []  # by the clock, at each frame
        self.seen_ticks: list[int] = []
        self._until_s = 0.0

    def play(self, speed: int) -> None:
        """Plays from the level's beginning."""
        screen = self.top
        assert isinstance(screen, GameScreen)
        screen.command("restart")
        screen.command(f"speed {speed}")
        self.drawn_s, self.due_ticks, self.seen_ticks = [], [0.0], []
        self._until_s = perf_counter() + SECONDS
        self.run_on()

    def frame(self, seconds: float) -> bool:
        """One frame, and the notes on it."""
        goes_on = super().frame(seconds)
        if isinstance(self.top, GameScreen):
            game = self.top.game
            self.drawn_s.append(perf_counter())
            self.due_ticks.append(self.due_ticks[-1] + seconds * TICKS_PER_S * game.pacer.speed if self.due_ticks else 0.0)
            self.seen_ticks.append(game.tick)
        return goes_on and perf_counter() < self._until_s

    def frames_per_s(self) -> float:
        """Of all frames that count."""
        drawn = self.drawn_s[FIRST_FRAMES:]
        return (len(drawn) - 1) / (drawn[-1] - drawn[0])

    def frames_behind(self) -> float:
        """How many frames the picture is behind the clock, at the 99th percentile: 1 where each shows what was due at the one before."""
        due = np.floor(np.array(self.due_ticks[1:]) + 1e-6)
        seen = np.array(self.seen_ticks)
        shown = np.searchsorted(due, seen, side="right") - 1  # the last frame whose due ticks are all seen
        return float(np.percentile((np.arange(len(seen)) - shown)[FIRST_FRAMES:], 99))


def window_figures() -> Iterator[Measured]:
    """A real game on a server of its own, at speed 1 and at speed 8. Without a display, in memory: the load says which."""
    if not any(name in os.environ for name in DISPLAYS):
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    with tempfile.TemporaryDirectory() as folder:
        finish(Path(folder))  # the guide, which would stop the clock
        app, host = TimedApp(), Host()
        try:
            flow = Flow(app, host, Wishes(LEVEL, 7, None, mute=True), Path(folder))
            flow.begin()
            while not isinstance(app.top, GameScreen):
                app.frame(1 / 60)
            width, height = app.window.get_size()
            about = f"{LEVEL}, {width} x {height}, {app.driver}, server on a unix socket"
            app.play(1)
            yield Measured("window_frames_per_s", app.frames_per_s(), f"speed 1; {about}")
            app.play(8)
            yield Measured("window_frames_behind", app.frames_behind(), f"speed 8, 99th percentile; {about}")
        finally:
            app.close()
            host.close()
