"""A replay in the window: real keys and clicks, and the picture of every moment."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

import garrison
from garrison.backend import Backend
from garrison.errors import UnavailableError
from garrison.film.tape import Tape, load_replay
from garrison.play.action_words import Wording
from garrison.play.app import App
from garrison.play.replay_screen import PIXELS, VIEWS, ReplayScreen
from garrison_proto.replay_file import unpack_replay

WITNESS = Path(__file__).resolve().parents[2] / "levels/garrison_levels/benchmark/garrison-1.witness.json"
STEPS = 60


def shortened(**changes: object) -> bytes:
    """The witness's first steps."""
    document = json.loads(WITNESS.read_text())
    document["steps"] = document["steps"][:STEPS]
    document["result"] = {"steps": STEPS, "ticks": STEPS * 16, "score": 0, "status": "running"}
    return json.dumps(document | changes).encode()


@pytest.fixture(scope="module")
def backend() -> Backend:
    return garrison.load_backend("local")


def opened(app: App, backend: Backend, data: bytes) -> ReplayScreen:
    replay = unpack_replay(data)
    screen = ReplayScreen(Tape(backend, replay, VIEWS), Wording.of(backend.describe("garrison-1")), lambda: Tape(backend, replay, VIEWS))
    app.push(screen)
    return screen


@pytest.fixture
def screen(app: App, backend: Backend) -> Iterator[ReplayScreen]:
    yield opened(app, backend, shortened())


def press(app: App, *keys: int) -> None:
    for key in keys:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
        app.frame(0.0)


def mouse(app: App, kind: int, at: tuple[int, int]) -> None:
    extra = {"button": 1} if kind != pygame.MOUSEMOTION else {"rel": (0, 0), "buttons": (1, 0, 0)}
    pygame.event.post(pygame.event.Event(kind, pos=at, **extra))
    app.frame(0.0)


def test_time_goes_at_the_speed_that_was_set(app: App, screen: ReplayScreen) -> None:
    for _ in range(32):
        app.frame(1 / 64)
    assert screen.at == pytest.approx(25)
    press(app, pygame.K_8)
    for _ in range(32):
        app.frame(1 / 64)
    assert screen.at == pytest.approx(225) and screen.outcome is not None and screen.outcome.ticks[0] == 225
    assert np.array_equal(pygame.surfarray.array3d(app.window).swapaxes(0, 1)[:, :512], screen.outcome.views[PIXELS][0])


def test_keys_pause_step_and_jump(app: App, screen: ReplayScreen) -> None:
    press(app, pygame.K_SPACE)
    app.frame(1.0)
    assert screen.at == 0 and not screen.playing
    press(app, pygame.K_RIGHT, pygame.K_RIGHT)
    assert screen.at == 32
    screen.go(40)
    press(app, pygame.K_RIGHT)
    assert screen.at == 48
    screen.go(40)
    press(app, pygame.K_LEFT, pygame.K_LEFT)
    assert screen.at == 16
    press(app, pygame.K_LEFT, pygame.K_LEFT)
    assert screen.at == 0
    press(app, pygame.K_PAGEDOWN)
    assert screen.at == 500
    press(app, pygame.K_PAGEUP, pygame.K_END)
    assert screen.at == STEPS * 16 and screen.tape.checked == STEPS
    press(app, pygame.K_HOME, pygame.K_SPACE)
    app.frame(1.0)
    assert screen.at == 50


def test_the_bar_is_clicked_and_dragged(app: App, screen: ReplayScreen) -> None:
    rect = screen._bar.rect
    mouse(app, pygame.MOUSEBUTTONDOWN, (rect.left + rect.width // 2, rect.centery))
    assert screen.at == pytest.approx(STEPS * 8, abs=3)
    mouse(app, pygame.MOUSEMOTION, (rect.right + 50, 400))
    assert screen.at == STEPS * 16
    mouse(app, pygame.MOUSEBUTTONUP, (rect.right + 50, 400))
    mouse(app, pygame.MOUSEMOTION, (rect.left, rect.centery))
    assert screen.at == STEPS * 16 and screen._bar.hovered_s == 0


def test_where_it_differs_the_window_stops_and_says_so(app: App, backend: Backend) -> None:
    steps = json.loads(shortened())["steps"]
    steps[20][3] = "0" * 16
    screen = opened(app, backend, shortened(steps=steps))
    press(app, pygame.K_END)
    assert screen.fault is not None and "after step 21 differs" in str(screen.fault) and screen.limit == 20 * 16
    press(app, pygame.K_HOME, pygame.K_END)
    assert screen.at == 20 * 16 and screen.outcome is not None and screen.outcome.steps[0] == 20


def test_a_lost_server_is_told_and_can_be_tried_again(app: App, screen: ReplayScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(tick: int) -> None:
        raise UnavailableError("the server is gone")

    monkeypatch.setattr(screen.tape, "moment", gone)
    app.frame(1.0)
    assert isinstance(screen.fault, UnavailableError) and not screen.playing
    press(app, pygame.K_r)
    assert screen.fault is None and screen.outcome is not None and screen.outcome.ticks[0] == 50


def test_a_witness_file_opens(backend: Backend) -> None:
    tape = Tape(backend, load_replay(WITNESS), VIEWS)
    assert tape.moment(tape.ticks).status[0] == 1
    tape.close()
