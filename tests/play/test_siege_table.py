"""A siege in the window: a person who attacks an agent, and one who is attacked by an agent."""

from pathlib import Path

import pygame

from garrison.play.app import App
from garrison.play.attack_screen import AttackScreen
from garrison.play.flow import Flow, Wishes
from garrison.play.game_screen import GameScreen
from garrison.play.host import Host
from garrison.play.lineup import Lineup
from garrison.play.result import ResultScreen
from play.person import wait_for

COMPILING_S = 600.0


def begin(app: App, host: Host, lineup: Lineup, folder: Path) -> None:
    Flow(app, host, Wishes("garrison-2", seed=7, mute=True, lineup=lineup), folder).begin()


def press(app: App, *keys: int, mod: int = 0) -> None:
    for key in keys:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
        frames(app, 6)


def frames(app: App, count: int) -> None:
    for _ in range(count):
        app.frame(1 / 60)


def test_person_attacks_an_agent(app: App, host: Host, tmp_path: Path) -> None:
    begin(app, host, Lineup("siege", 0, ("greedy",)), tmp_path)
    wait_for(app, AttackScreen, COMPILING_S)
    screen = app.top
    assert isinstance(screen, AttackScreen)
    seat = screen.attacker
    assert seat.prices[0] == ("goblin", 40) and len(seat.prices) == 15 and seat.budget > 0
    before = seat.budget
    press(app, pygame.K_t, pygame.K_t, pygame.K_t, pygame.K_r)  # with the next wave, on road 1
    press(app, pygame.K_RETURN)
    assert (seat.orders, seat.budget) == (1, before - 40) and "goblin on road 1" in seat.pending
    assert "goblin" not in str(screen.game.seats[0].text["Level_Enemies_Realtime_Status"])  # hidden until it appears
    press(app, pygame.K_8)
    wait_for(app, ResultScreen)
    result = app.top.result  # type: ignore[union-attr]
    assert [part.name for part in result.parts] == ["Greedy", "You"] and "1 enemies sent" in result.parts[1].words
    while app.stack:
        app.pop()


def test_person_is_attacked(app: App, host: Host, tmp_path: Path) -> None:
    begin(app, host, Lineup("siege", 1, (), "attack-waves"), tmp_path)
    wait_for(app, GameScreen, COMPILING_S)
    screen = app.top
    assert isinstance(screen, GameScreen) and screen.game.lineup.names == ("You", "Attack-waves")
    press(app, pygame.K_8)
    for _ in range(2000):
        frames(app, 1)
        if screen.game.text["Level_Enemies_Realtime_Status"]:
            break
    assert screen.game.text["Level_Enemies_Realtime_Status"] and screen.game.seats[1].orders > 0
    while app.stack:
        app.pop()
