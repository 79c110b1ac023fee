"""The window: its size and scale, its clock, and its stack of screens.

    app = App("Garrison")
    app.run(FirstScreen())            # until the window is closed or the last screen has popped

Tests call `app.push(screen)` and then `app.frame(1 / 60)` as often as they like, under SDL_VIDEODRIVER=dummy, where one
logical unit is one pixel. F11 (or Alt+Enter) is full screen and F12 saves a picture of the window, on every screen.
"""

import os
import sys
import time
from pathlib import Path

import pygame

from garrison.errors import DisplayError
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.emblem import emblem
from garrison.play.screen import Screen

FRAMES_PER_S = 60
SCALES = (3.0, 2.5, 2.0, 1.5, 1.0)  # of a window's first size; steps of a half keep art pixels, which are 2 x 2, equal
MARGIN = 0.9  # of the desktop that a window may take at first
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
MOUSE = (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)


class App:
    """One window. Raises DisplayError where there is no display."""

    def __init__(self, title: str = "Garrison", *, picture_folder: Path | None = None) -> None:
        """picture_folder: where F12 saves; None: the current folder."""
        try:
            if sys.platform == "linux" and not any(name in os.environ for name in DISPLAYS):
                raise pygame.error("there is no display")
            pygame.display.init()
            if pygame.display.get_driver() == "offscreen" and "SDL_VIDEODRIVER" not in os.environ:
                raise pygame.error("the display cannot be reached")  # SDL would draw where nobody sees it
            self._window_size = _first_size()
            self.window = pygame.display.set_mode(self._window_size, pygame.RESIZABLE)
        except pygame.error as error:
            raise DisplayError(f"no window can be opened here: {error}. On a machine without one: xvfb-run garrison ...") from None
        pygame.font.init()
        pygame.display.set_icon(emblem())
        pygame.display.set_caption(title)
        pygame.key.set_repeat(400, 40)
        self.stack: list[Screen] = []
        self.notice = ""  # a line of the app's own, such as where a picture was saved
        self._notice_left_s = 0.0
        self._folder = picture_folder or Path()
        self._running = True
        self._full = False
        self._fit()

    @property
    def top(self) -> Screen | None:
        """The screen that takes events."""
        return self.stack[-1] if self.stack else None

    def push(self, screen: Screen) -> None:
        """Lays a screen over the others."""
        if self.stack:
            self.stack[-1].cover()
        self._lay(screen)

    def replace(self, screen: Screen) -> None:
        """Puts a screen in the top one's place."""
        if self.stack:
            self.stack.pop().leave()
        self._lay(screen)

    def pop(self) -> None:
        """Takes the top screen away; without another the app ends."""
        self.stack.pop().leave()
        if self.stack:
            self.stack[-1].enter()

    def quit(self) -> None:
        """Ends the app after this frame."""
        self._running = False

    def run(self, first: Screen | None = None) -> None:
        """Shows screens, from `first` or what was pushed on, until the window is closed or none is left."""
        if first is not None:
            self.push(first)
        try:
            self.run_on()
        finally:
            self.close()

    def run_on(self) -> None:
        """Shows frame after frame at the window's pace, as long as `frame` says so."""
        clock = pygame.time.Clock()
        while self.frame(clock.tick(FRAMES_PER_S) / 1000):
            pass

    @property
    def driver(self) -> str:
        """SDL's name for where the window is: "x11", "wayland", "dummy" ..."""
        return str(pygame.display.get_driver())

    def frame(self, seconds: float) -> bool:
        """One frame: events, time, picture. Whether the app goes on."""
        for event in pygame.event.get():
            self._take(event)
        if self.top is not None and self._running:
            self.top.update(seconds)
        self._draw(seconds)
        return self._running and bool(self.stack)

    def close(self) -> None:
        """Lets every screen go and closes the window."""
        while self.stack:
            self.stack.pop().leave()
        pygame.display.quit()

    def mouse(self) -> tuple[float, float]:
        """Where the mouse is, in logical units."""
        return self._logical(pygame.mouse.get_pos())

    def tell(self, notice: str, seconds: float = 3.0) -> None:
        """Shows one line at the bottom of the window for a while."""
        self.notice, self._notice_left_s = notice, seconds

    def _lay(self, screen: Screen) -> None:
        screen.app = self
        self.stack.append(screen)
        screen.enter()

    def _take(self, event: pygame.event.Event) -> None:
        if event.type == pygame.QUIT:
            if all(screen.closing() for screen in reversed(self.stack)):
                self.quit()
        elif event.type in (pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED):
            self._fit()
        elif event.type == pygame.KEYDOWN and (event.key == pygame.K_F11 or (event.key == pygame.K_RETURN and event.mod & pygame.KMOD_ALT)):
            self._toggle_full_screen()
        elif event.type == pygame.KEYDOWN and event.key == pygame.K_F12:
            self._save_picture()
        elif self.top is not None:
            if event.type in MOUSE:
                event = pygame.event.Event(event.type, {**event.dict, "pos": self._logical(event.pos)})
            self.top.handle(event)

    def _draw(self, seconds: float) -> None:
        self.window.fill(theme.NIGHT)
        lowest = len(self.stack) - 1
        while lowest > 0 and self.stack[lowest].overlay:
            lowest -= 1
        for screen in self.stack[max(lowest, 0) :]:
            screen.draw(self.canvas)
        if self._notice_left_s > 0:
            self._notice_left_s -= seconds
            self.canvas.fill((0, theme.HEIGHT - 20, theme.FRAME, 20), theme.NIGHT, alpha=210)
            self.canvas.text(self.notice, (theme.GAP, theme.HEIGHT - 16), theme.SMALL)
        pygame.display.flip()

    def _fit(self) -> None:
        """The largest canvas in the window's middle: in steps of a half where it is not smaller than 768 x 512."""
        self.window = pygame.display.get_surface() or self.window
        width, height = self.window.get_size()
        fit = min(width / theme.WIDTH, height / theme.HEIGHT)
        scale = int(fit * 2) / 2 if fit >= 1 else fit
        size = max(1, round(theme.WIDTH * scale)), max(1, round(theme.HEIGHT * scale))
        area = pygame.Rect((0, 0), size)
        area.center = self.window.get_rect().center
        self._origin = area.clamp(self.window.get_rect()).topleft
        self.canvas = Canvas(self.window.subsurface(pygame.Rect(self._origin, size).clip(self.window.get_rect())), scale)

    def _logical(self, at: tuple[int, int]) -> tuple[float, float]:
        return (at[0] - self._origin[0]) / self.canvas.scale, (at[1] - self._origin[1]) / self.canvas.scale

    def _toggle_full_screen(self) -> None:
        self._full = not self._full
        if self._full:
            self._window_size = self.window.get_size()
            self.window = pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        else:
            self.window = pygame.display.set_mode(self._window_size, pygame.RESIZABLE)
        self._fit()

    def _save_picture(self) -> None:
        path = self._folder / time.strftime("garrison-%Y%m%d-%H%M%S.png")
        try:
            pygame.image.save(self.window, path)
        except (OSError, pygame.error) as error:
            self.tell(f"The picture was not saved: {error}")
        else:
            self.tell(f"Saved {path}")


def _first_size() -> tuple[int, int]:
    """The window's size at first: the largest step that leaves some of the desktop free."""
    width, height = pygame.display.get_desktop_sizes()[0]
    fitting = (scale for scale in SCALES if theme.WIDTH * scale <= width * MARGIN and theme.HEIGHT * scale <= height * MARGIN)
    scale = 1.0 if pygame.display.get_driver() in ("dummy", "offscreen") else next(fitting, 1.0)
    return round(theme.WIDTH * scale), round(theme.HEIGHT * scale)
