"""The cards over a game: the result, the keys, and the guide's bubble."""

import json

import pygame
import pytest

import garrison
from garrison.play.app import App
from garrison.play.guide import Guide
from garrison.play.guide_overlay import GuideOverlay, bubble_box, to_frame
from garrison.play.help_card import HelpCard, in_columns
from garrison.play.result import Result, ResultScreen
from garrison.play.scores import Best
from garrison.play.screen import Screen
from garrison_proto.records import OpenOptions

GAME = Result("The Long Meadow", "won", -3.0, 20, 5, 5, 3365, 23, 14, 2, {"wolf": 2, "bat": 1}, Best(-5.0, True, 1, 1), True, "saved")


def press(key: int) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode="")


@pytest.mark.parametrize(("status", "enter"), [("won", "next"), ("lost", "again"), ("cut", "again")])
def test_result_leads_on(app: App, status: str, enter: str) -> None:
    went: list[str] = []
    result = Result(**{**GAME.__dict__, "status": status})
    screen = ResultScreen(result, lambda: went.append("again"), lambda: went.append("next"), lambda: went.append("levels"))
    app.push(Screen())
    app.push(screen)
    screen.handle(press(pygame.K_RETURN))  # pressed in the game's last moment
    assert went == []
    for _ in range(30):
        app.frame(1 / 60)
    for key in (pygame.K_RETURN, pygame.K_r, pygame.K_n, pygame.K_ESCAPE):
        screen.handle(press(key))
    assert went == [enter, "again", "next", "levels"]


def test_result_without_a_next_level_says_so(app: App) -> None:
    went: list[str] = []
    many = {f"kind {i}": 30 - i for i in range(16)}
    result = Result(**{**GAME.__dict__, "leaks": many, "faults": ("not saved",), "best": None})
    screen = ResultScreen(result, lambda: went.append("again"), None, lambda: went.append("levels"))
    app.push(screen)
    for _ in range(30):
        app.frame(1 / 60)
    screen.handle(press(pygame.K_n))
    screen.handle(press(pygame.K_RETURN))
    assert went == ["again"] and screen.buttons[1].off == "there is no level after this one"


@pytest.mark.parametrize(("score", "normalised"), [(0.0, 1.0), (-5.0, 0.75), (-20.0, 0.0)])
def test_normalised_score_lies_between_nothing_done_and_nothing_lost(score: float, normalised: float) -> None:
    assert Result(**{**GAME.__dict__, "score": score}).normalised == normalised


def test_help_card_shares_its_sections_over_two_columns_and_goes_away(app: App) -> None:
    asked: list[str] = []
    sections = {
        "one": [("A", "first")] * 6,
        "two": [("B", "a longer sentence that needs more than a single line of the card to be told")] * 5,
        "three": [("C", "last")],
    }
    card = HelpCard(sections, lambda: asked.append("guide"))
    assert [[heading for heading, _ in column] for column in in_columns(sections)] == [["one"], ["two", "three"]]
    below = Screen()
    app.push(below)
    for leave in (pygame.K_h, pygame.K_ESCAPE):
        app.push(card)
        app.frame(1 / 60)
        card.handle(press(pygame.K_g))
        card.handle(press(leave))
        assert app.top is below
    assert asked == ["guide", "guide"]


def test_guide_s_bubble_takes_its_own_clicks_and_leaves_the_map_s(app: App) -> None:
    session = garrison.load_backend("local").open(OpenOptions(levels=("garrison-1",), views=("text",)))
    guide = Guide()
    overlay = GuideOverlay(guide)
    click = pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(20, 80))
    assert not overlay.handle(click)  # there is nothing to say yet
    guide.see(json.loads(session.reset([0], [1]).views["text"][0]))
    overlay.update(1 / 60)
    overlay.draw(app.canvas, pygame.Rect(520, 100, 50, 20))
    assert guide.lesson is not None and guide.lesson.name == "base"
    assert not overlay.box.collidepoint(to_frame(2.4, -1.6))
    assert overlay.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=overlay.box.center))
    assert not overlay.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(500, 500)))
    assert overlay.handle(press(pygame.K_RETURN))
    assert guide.lesson.name == "point"
    overlay.draw(app.canvas)
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        overlay.handle(pygame.event.Event(kind, button=1, pos=(overlay.box.left + 30, overlay.box.bottom - 15)))
    assert guide.finished


@pytest.mark.parametrize(("x", "y"), [(-2.9, -2.9), (2.9, 2.9), (0.1, -0.1), (-2.0, 2.0), (2.5, -0.3)])
def test_bubble_never_hides_what_it_speaks_of(x: float, y: float) -> None:
    place = to_frame(x, y)
    box = bubble_box(place, 116)
    assert not box.inflate(52, 52).collidepoint(place) and pygame.Rect(0, 0, 512, 512).contains(box)


def test_bubble_is_away_while_the_player_aims(app: App) -> None:
    session = garrison.load_backend("local").open(OpenOptions(levels=("garrison-1",), views=("text",)))
    guide = Guide()
    overlay = GuideOverlay(guide)
    guide.see(json.loads(session.reset([0], [1]).views["text"][0]))
    overlay.draw(app.canvas)
    bubble = overlay.box.center
    overlay.draw(app.canvas, aiming=True)
    click = pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=bubble)
    assert not overlay.handle(click) and not overlay.handle(press(pygame.K_RETURN))  # the map's, and the keyboard's cross'
    overlay.draw(app.canvas)
    assert overlay.handle(click)
