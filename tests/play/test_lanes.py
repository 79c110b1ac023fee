"""The commons in the window: a person keeps a lane with scripted keys, or looks on; on a real server."""

from pathlib import Path
from typing import Any

import pygame
import pytest

import garrison
from garrison.errors import OptionError
from garrison.play.app import App
from garrison.play.flow import Flow, Wishes
from garrison.play.host import Host
from garrison.play.lanes import LanesGame
from garrison.play.lanes_screen import LanesScreen
from garrison.play.lineup import KEEPER, Lineup, lineup_of
from play.person import wait_for


def begun(app: App, host: Host, lineup: Lineup, folder: Path) -> LanesScreen:
    Flow(app, host, Wishes(seed=7, mute=True, lineup=lineup), folder).begin()
    wait_for(app, LanesScreen)
    assert isinstance(app.top, LanesScreen)
    return app.top


def press(app: App, *keys: int) -> None:
    for key in keys:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
        app.frame(1 / 60)


def test_person_keeps_a_lane_and_sees_no_more_than_it_may(app: App, host: Host, tmp_path: Path) -> None:
    game = begun(app, host, Lineup("commons", 1, ("keep:match", "keep:save"), lanes=6), tmp_path).game
    assert set(game.beside) == {1, 5} and game.can_pay == (True, True, True) and "pixels:512" not in game.views
    press(app, pygame.K_3)
    assert (game.steps, game.own["built"], game.earned[0]) == (1, 1.0, 1.0)
    assert [lane["built"] for lane in game.beside.values()] == [1.0, 1.0]  # seats 1 and 5: match, which begins by building
    press(app, pygame.K_2, pygame.K_2, pygame.K_2)  # the third one cannot be paid for: the button is off
    assert game.steps == 3 and game.own["guarded"] == 1.0 and not game.can_pay[1]
    press(app, pygame.K_F5)
    assert game.steps == 0 and game.seed == 7
    for _ in range(200):
        game.step()
    press(app, pygame.K_1)
    assert game.over and game.steps == 200 and 0 < game.cooperation < 1 and game.earned[0] < 0
    press(app, pygame.K_ESCAPE)
    assert app.top is not None and not isinstance(app.top, LanesScreen)  # the level choice
    app.pop()


def test_who_looks_on_sees_all_and_sets_the_pace(app: App, host: Host, tmp_path: Path) -> None:
    screen = begun(app, host, Lineup("commons", 0, ("keep:build",), lanes=12, graph="grid"), tmp_path)
    assert screen.game.picture.shape == (512, 512, 3) and screen.game.watched
    press(app, pygame.K_8)
    for _ in range(60):
        app.frame(1 / 60)
    assert 6 <= screen.game.steps <= 9 and screen.game.cooperation == 1.0 and (screen.game.earned == screen.game.steps).all()
    press(app, pygame.K_SPACE)
    stood = screen.game.steps
    for _ in range(60):
        app.frame(1 / 60)
    assert screen.game.steps == stood
    while app.stack:
        app.pop()


def test_agent_that_keeps_no_lane_is_refused_in_words(server: garrison.OwnServer) -> None:
    with server.connect() as connection, pytest.raises(OptionError, match="wanted another: greedy acts in native, this game in commons"):
        LanesGame(connection, Lineup("commons", 1, ("greedy",)))


@pytest.mark.parametrize(
    ("lineup", "words"),
    [
        ({"people": 2}, "1, who keeps a lane"),
        ({"lanes": 2}, "3 to 64"),
        ({"graph": "star"}, "ring, grid, random"),
        ({"attacker": "attack-rush"}, "nobody attacks"),
    ],
)
def test_commons_that_cannot_be_says_what_can(lineup: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        Lineup("commons", **lineup)


def test_command_line_of_the_commons() -> None:
    meant = lineup_of("commons", (), "", False, None)
    assert (meant.people, meant.lanes, set(meant.agents.values())) == (1, 8, {KEEPER})
    assert lineup_of("commons", ("keep:save",), "", False, 0, 3).agents == dict.fromkeys(range(3), "keep:save")
    with pytest.raises(OptionError, match="in the commons alone"):
        lineup_of("alliance", (), "", False, 0)
