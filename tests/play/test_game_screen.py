"""The game screen under real pygame events, on a real server; what they bring about is read from the text view."""

from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

import garrison
from garrison.play.app import App
from garrison.play.flow import Flow, Wishes
from garrison.play.game_menu import GameMenu
from garrison.play.game_screen import GameScreen
from garrison.play.guide import finish
from garrison.play.help_card import HelpCard
from garrison.play.host import Host
from garrison.play.orders import Act
from garrison.play.result import ResultScreen
from play.person import Person, wait_for

POINT = (-1.32, 0.84)  # a tower point of garrison-1
FAR = (0.46, 0.4)  # another
ROAD = (-1.3, 0.05)  # in its reach


@pytest.fixture
def flow(app: App, server: garrison.OwnServer, tmp_path: Path) -> Iterator[Flow]:
    finish(tmp_path)
    host = Host(server.address)
    flowing = Flow(app, host, Wishes("garrison-1", seed=7, record=tmp_path / "mine.json", mute=True), tmp_path)
    flowing.begin()
    wait_for(app, GameScreen)
    yield flowing
    while app.stack:
        app.pop()
    host.close()


@pytest.fixture
def player(app: App, flow: Flow) -> Person:
    return Person(app)


def test_ring_builds_upgrades_and_sells_with_the_prices_it_shows(player: Person) -> None:
    player.click_map(POINT)
    player.choose("knight")
    assert player.tower(POINT)["Tower_Name"] == "Knight Tower" and player.gold == 130
    player.click_map(POINT)
    player.choose("upgrade")
    assert player.tower(POINT)["Tower_Level"] == 1 and player.gold == 30
    player.click_map(POINT)
    ring = player.hand.ring
    assert ring is not None
    offers = {entry.command: (entry.price, entry.off) for entry in ring.entries}
    assert offers["sell"] == ("+140", "") and offers["upgrade"] == ("100", "Not enough gold: it costs 100, you have 30")
    player.choose("upgrade")
    assert player.said == "Not enough gold: it costs 100, you have 30." and player.seat.refused == 0
    player.choose("sell")
    assert not player.tower(POINT)["Is_Built"] and player.gold == 170


def test_knights_are_moved_within_reach_only(player: Person) -> None:
    player.click_map(POINT)
    player.choose("knight")
    player.click_map(POINT)
    player.choose("rally")
    player.click_map((2.0, -2.0))
    assert "its knights go up to 1.2 away" in player.said and player.hand.aim is not None
    player.click_map(ROAD)
    rally = player.tower(POINT)["Knights_Assembly_Position"]
    assert (rally["X"], rally["Y"]) == pytest.approx(ROAD, abs=0.01) and player.hand.aim is None


def test_hero_goes_where_it_is_sent_by_click_right_click_and_key(player: Person) -> None:
    hero = player.game.rules["level"]["hero"]
    player.click_map((hero[0], hero[1]))
    player.click_map((2.4, -1.0))
    player.frames(60)
    at = player.game.text["Level_Hero_Realtime_Status"]["Hero_Position"]
    assert at["Y"] < hero[1] - 0.3
    player.click_map((2.0, 0.0), button=3)
    assert player.seat.orders == 2
    player.press(pygame.K_g)
    player.click_map((1.0, 1.0))
    last = player.game.text["Agent_Last_Action_Info"]
    assert player.seat.orders == 3 and player.seat.refused == 0 and last["Error_Code"] == 0


def test_reinforcements_fire_and_refusals_in_words(player: Person) -> None:
    player.press(pygame.K_r)
    player.click_map(ROAD)
    assert len(player.game.text["Level_Knights_Realtime_Status"]) == 2
    player.press(pygame.K_r)
    assert player.said == "The reinforcements come again in 20 s."
    player.press(pygame.K_f)
    assert player.game.text["Level_Hero_Fire_Of_Rage_Positions"]
    assert player.game.text["Level_Hero_Realtime_Status"]["Hero_Current_Health"] < 1510
    player.press(pygame.K_v)
    assert player.said == "Not enough gold to raise the hero's health: it costs 500, you have 230."
    player.click((302, 490))  # the picture's own button of the reinforcements
    assert "come again" in player.said


def test_everything_goes_without_a_mouse(player: Person) -> None:
    player.press(pygame.K_TAB, pygame.K_TAB, pygame.K_a)
    built = [tower for tower in player.game.text["Level_Towers_Realtime_Status"] if tower["Is_Built"]]
    assert [tower["Position"]["X"] for tower in built] == [-1.32]
    player.press(pygame.K_TAB, pygame.K_TAB, pygame.K_t)
    assert player.game.text["Agent_Last_Action_Info"]["Action_Index"] == Act.RANGE
    player.press(pygame.K_g, pygame.K_LEFT, pygame.K_UP, pygame.K_RETURN)
    assert player.seat.orders == 2


def test_time_is_the_players(player: Person) -> None:
    player.press(pygame.K_SPACE)
    stood = player.game.tick
    player.frames(30)
    assert player.game.tick == stood
    player.press(pygame.K_PERIOD)
    assert player.game.tick == stood + 1
    player.press(pygame.K_PERIOD, mod=pygame.KMOD_SHIFT)
    assert player.game.tick == stood + 17
    player.press(pygame.K_8, pygame.K_SPACE)
    before = player.game.tick
    player.frames(30)
    assert player.game.tick - before == pytest.approx(200, abs=1)
    player.click((605, 67))  # 1x on the panel
    assert player.game.pacer.speed == 1
    player.press(pygame.K_F5)
    assert player.game.tick < 10


def test_escape_takes_back_then_opens_the_menu_and_help_lists_every_key(player: Person) -> None:
    player.click_map(POINT)
    player.press(pygame.K_ESCAPE)
    assert player.hand.ring is None and player.app.top is player.screen
    player.press(pygame.K_ESCAPE)
    assert isinstance(player.app.top, GameMenu)
    player.press(pygame.K_ESCAPE, pygame.K_h)
    assert isinstance(player.app.top, HelpCard)
    stood = player.game.tick
    player.frames(30)
    assert player.game.tick == stood
    player.press(pygame.K_h)
    assert player.app.top is player.screen


def test_level_is_won_and_the_result_leads_on(player: Person, flow: Flow, tmp_path: Path) -> None:
    """Archers and knights, as a person would build them; the replay verifies."""
    player.press(pygame.K_8)
    points = iter([POINT, FAR, (-0.73, -0.68), (-2.61, -1.04), (0.68, -2.1), (-1.13, -2.49), (-0.65, 2.41)])
    point = next(points)
    while player.app.top is player.screen:
        if player.gold >= 120 and point is not None:
            player.click_map(point)
            player.press(pygame.K_a)
            point = next(points, None)
        coin = player.game.text["Level_Dropped_Gold_Coins_Realtime_Status"]
        if coin:
            player.click_map((coin["Position"]["X"], coin["Position"]["Y"]), button=3)
        player.frames(10)
    result = player.app.top
    assert isinstance(result, ResultScreen) and result.result.status == "won"
    assert sum((result.result.leaks or {}).values()) == -result.result.score
    assert flow.connection.verify_replay((tmp_path / "mine.json").read_bytes()).matches
    player.frames(30)
    player.press(pygame.K_n)
    assert isinstance(player.app.top, GameScreen) and player.app.top.entry.name == "garrison-2"


def test_leaving_saves_the_game_so_far(player: Person, flow: Flow, tmp_path: Path) -> None:
    player.frames(30)
    player.press(pygame.K_ESCAPE, pygame.K_l)
    assert player.app.top is flow.choice
    assert flow.connection.verify_replay((tmp_path / "mine.json").read_bytes()).matches
