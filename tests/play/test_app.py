"""The window's kit: events in logical units, the stack of screens, scaling, buttons."""

from pathlib import Path

import numpy as np
import pygame

from garrison.play.app import App
from garrison.play.canvas import Canvas
from garrison.play.screen import Screen
from garrison.play.widgets import Button, draw_hint, offer


class Note(Screen):
    """Writes down what happens to it."""

    def __init__(self, overlay: bool = False) -> None:
        self.overlay = overlay
        self.log: list[str] = []
        self.events: list[pygame.event.Event] = []

    def enter(self) -> None:
        self.log.append("enter")

    def leave(self) -> None:
        self.log.append("leave")

    def cover(self) -> None:
        self.log.append("cover")

    def handle(self, event: pygame.event.Event) -> None:
        self.events.append(event)

    def update(self, seconds: float) -> None:
        self.log.append(f"update {seconds}")

    def draw(self, canvas: Canvas) -> None:
        self.log.append("draw")


def test_stack_updates_the_top_and_draws_below_an_overlay(app: App) -> None:
    below, over = Note(), Note(overlay=True)
    app.push(below)
    app.push(over)
    assert app.frame(0.5)
    app.pop()
    assert below.log == ["enter", "cover", "draw", "enter"]
    assert over.log == ["enter", "update 0.5", "draw", "leave"]
    app.pop()
    assert not app.frame(0.5)


def test_mouse_is_told_in_logical_units_at_any_window_size(app: App) -> None:
    screen = Note()
    app.push(screen)
    for size, at, wanted in (((768, 512), (100, 50), (100, 50)), ((1536, 1200), (200, 188), (100, 50)), ((384, 256), (50, 25), (100, 50))):
        app.window = pygame.display.set_mode(size, pygame.RESIZABLE)
        pygame.event.post(pygame.event.Event(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1]))
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1))
        app.frame(0)
        assert screen.events[-1].pos == wanted


def test_button_is_pressed_by_click_and_key_unless_it_is_off(app: App) -> None:
    pressed: list[int] = []
    button = Button(pygame.Rect(10, 10, 100, 30), "Go", lambda: pressed.append(1), pygame.K_g, hint="goes", off="")
    down, up = (pygame.event.Event(kind, pos=(20, 20), button=1) for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP))
    key = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_g, mod=0)
    assert all(offer([button], event) for event in (down, up, key))
    assert len(pressed) == 2
    button.off = "no gold"
    assert all(offer([button], event) for event in (down, up, key))
    assert len(pressed) == 2
    offer([button], pygame.event.Event(pygame.MOUSEMOTION, pos=(20, 20), rel=(0, 0), buttons=(0, 0, 0)))
    before = pygame.surfarray.array3d(app.canvas.surface)
    draw_hint(app.canvas, [button])
    assert (pygame.surfarray.array3d(app.canvas.surface) != before).any()


def test_picture_keeps_its_pixels_sharp(app: App) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (512, 512, 3), np.uint8)
    app.window = pygame.display.set_mode((1536, 1024), pygame.RESIZABLE)
    app._fit()
    app.canvas.picture(pixels, (0, 0, 512, 512))
    shown = pygame.surfarray.array3d(app.window)[:1024].swapaxes(0, 1)
    assert (shown == pixels.repeat(2, 0).repeat(2, 1)).all()


def test_f12_saves_a_picture(tmp_path: Path) -> None:
    app = App(picture_folder=tmp_path)
    app.push(Note())
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_F12, mod=0))
    app.frame(0)
    (saved,) = tmp_path.glob("*.png")
    assert pygame.image.load(saved).get_size() == (768, 512) and str(saved) in app.notice
    app.close()
