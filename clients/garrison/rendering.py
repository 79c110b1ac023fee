"""What `render()` of an environment gives: one class a mode. Each says which views it needs, and takes every outcome."""

import time
from typing import Any, Final, Protocol

import gymnasium

from garrison.errors import MissingExtraError, OptionError
from garrison_proto.records import Description, Outcome

MODES: Final = ("human", "rgb_array", "ansi")
TICKS_PER_S: Final = 50  # of the game's time


class Rendering(Protocol):
    """One mode."""

    @property
    def views(self) -> tuple[str, ...]:
        """That outcomes must hold."""

    def take(self, outcome: Outcome, description: Description) -> None:
        """An outcome of one slot, after a reset or step, and the scenario it is of."""

    def render(self) -> Any:
        """What the environment's render() returns."""

    def close(self) -> None:
        """Lets go what it holds."""


def rendering_of(mode: str | None, size: int, ticks_per_step: int) -> Rendering:
    """The mode of that name. Raises OptionError, and MissingExtraError for a window without pygame."""
    if mode not in (None, *MODES):
        raise OptionError("render_mode", repr(mode), f"None, {', '.join(map(repr, MODES))}")
    if mode == "human":
        return InWindow(ticks_per_step / TICKS_PER_S)
    return Kept({None: "", "ansi": "brief", "rgb_array": f"pixels:{size}"}[mode])


class Kept:
    """Keeps the last view of one name: words, or a frame uint8 (size, size, 3); none without a name."""

    def __init__(self, view: str) -> None:
        self.views = (view,) if view else ()
        self._last: Any = None

    def take(self, outcome: Outcome, description: Description) -> None:
        """Keeps the outcome's view."""
        if self.views:
            self._last = outcome.views[self.views[0]][0]

    def render(self) -> Any:
        """The view, for the caller to keep; None before the first reset."""
        if not self.views:
            gymnasium.logger.warn(f"render() needs a render_mode when the environment is made: {', '.join(map(repr, MODES))}")
        return self._last if self._last is None or isinstance(self._last, str) else self._last.copy()

    def close(self) -> None:
        """Holds nothing."""


class InWindow:
    """Shows each outcome in the window, for as long as its step takes in the game."""

    def __init__(self, step_s: float) -> None:
        try:
            from garrison.play.env_window import VIEWS, EnvWindow
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                f"render_mode 'human' needs {error.name}, which is not installed: pip install 'garrison[play]'"
            ) from error
        self.views = VIEWS
        self._make, self._step_s = EnvWindow, step_s
        self._window: EnvWindow | None = None
        self._due_s = 0.0

    def take(self, outcome: Outcome, description: Description) -> None:
        """Waits until the outcome before has had its time, then shows this one. Raises DisplayError at the first."""
        if self._window is None:
            self._window = self._make(description)
        self._window.wait(self._due_s)
        self._window.show(outcome)
        self._due_s = time.monotonic() + self._step_s

    def render(self) -> None:
        """Nothing: every reset and step has shown itself."""

    def close(self) -> None:
        """Closes the window."""
        if self._window is not None:
            self._window.close()
