"""What the window does when its server is gone, cannot be had, or has not the level."""

import os
import subprocess
import sys
from pathlib import Path

import pygame
import pytest

import garrison
from clients.proxy import Proxy
from garrison import errors
from garrison.play.app import App
from garrison.play.flow import Flow, Wishes
from garrison.play.game_screen import GameScreen
from garrison.play.guide import finish
from garrison.play.host import Host
from garrison.play.waiting import GoneScreen
from play.person import Person, wait_for


def begun(app: App, host: Host, folder: Path) -> Person:
    """At the game of garrison-1."""
    finish(folder)
    Flow(app, host, Wishes("garrison-1", seed=7, mute=True), folder).begin()
    wait_for(app, GameScreen)
    return Person(app)


def test_lost_connection_is_said_and_the_game_goes_on_when_it_is_back(app: App, proxy: Proxy, tmp_path: Path) -> None:
    host = Host(proxy.address)
    player = begun(app, host, tmp_path)
    player.frames(60)
    proxy.refusing = True
    proxy.cut()
    wait_for(app, GoneScreen)
    gone, stood = app.top, player.game.tick
    assert isinstance(gone, GoneScreen) and not gone.hopeless
    player.frames(10)
    proxy.refusing = False
    wait_for(app, GameScreen)
    player.frames(60)
    assert app.top is player.screen and player.game.trouble is None and player.game.tick >= stood + 40
    host.close()


def test_dead_server_of_our_own_is_replaced_for_a_new_game(app: App, tmp_path: Path) -> None:
    host = Host()
    player = begun(app, host, tmp_path)
    server = host._server
    assert server is not None
    server.process.kill()
    server.process.wait()
    wait_for(app, GoneScreen)
    player.frames(200)
    gone = app.top
    assert isinstance(gone, GoneScreen) and "has ended, with exit code -9" in gone.hopeless
    player.press(pygame.K_n)
    wait_for(app, GameScreen)
    again = Person(app)
    again.frames(60)
    assert again.game is not player.game and again.game.described.level.name == "garrison-1" and again.game.tick > 40
    host.close()


@pytest.mark.parametrize(
    ("level", "kind", "words"),
    [
        ("garrison-99", errors.LevelNotFoundError, "garrison-99"),
        ("nowhere/level.json", errors.OptionError, "nowhere/level.json"),
        ("damaged.json", errors.LevelFaultError, r"(?s)damaged.json: 10 faults:\n.*  tower_points: 5 came"),
    ],
)
def test_level_that_cannot_be_had_ends_the_window_with_what_and_where(
    app: App, server: garrison.OwnServer, tmp_path: Path, level: str, kind: type[Exception], words: str
) -> None:
    (tmp_path / "damaged.json").write_text('{"format": 1, "name": "damaged", "tower_points": 5}', encoding="utf-8")
    level = str(tmp_path / level) if level.endswith(".json") else level
    host = Host(server.address)
    with pytest.raises(kind, match=words):
        Flow(app, host, Wishes(level, mute=True), tmp_path).run()


def test_unreachable_server_is_named(app: App, tmp_path: Path) -> None:
    with pytest.raises(errors.UnavailableError, match="none cannot be reached"):
        Flow(app, Host(f"unix:{tmp_path}/none"), Wishes(mute=True), tmp_path).run()


def test_without_a_display_there_is_one_sentence_and_exit_code_2() -> None:
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    command = [sys.executable, "-m", "garrison", "play"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("garrison: no window can be opened here: there is no display.") and done.stderr.count("\n") == 1
