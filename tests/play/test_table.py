"""Several seats in the window: two people with scripted mouse and keys, and a person beside an agent; on a real server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pygame
import pytest

import garrison
from garrison.errors import OptionError
from garrison.play.app import App
from garrison.play.flow import Flow, Wishes
from garrison.play.game_screen import GameScreen
from garrison.play.host import Host
from garrison.play.lineup import Lineup, lineup_of
from garrison.play.map_places import to_frame
from garrison.play.message_card import MessageCard
from garrison.play.player import Player
from garrison.play.result import ResultScreen
from play.person import Person, wait_for

POINT = (-1.32, 0.84)  # a tower point of garrison-1
FAR = (0.46, 0.4)  # another
COMPILING_S = 600.0
Begin = Callable[[Lineup], Person]


@pytest.fixture
def begin(app: App, server: garrison.OwnServer, tmp_path: Path) -> Iterator[Begin]:
    """Begins a game of a lineup; the person sits at the mouse."""
    host = Host(server.address)

    def begun(lineup: Lineup) -> Person:
        wishes = Wishes("garrison-1", seed=7, record=tmp_path / "ours.json", mute=True, lineup=lineup)
        Flow(app, host, wishes, tmp_path).begin()
        wait_for(app, GameScreen, COMPILING_S)
        return Person(app)

    yield begun
    while app.stack:
        app.pop()
    host.close()


@pytest.fixture
def two(begin: Begin) -> Person:
    return begin(Lineup("alliance", people=2))


def second(person: Person) -> Player:
    return person.screen.players[1]


def owners(person: Person) -> dict[tuple[float, float], int | None]:
    return {(row["Position"]["X"], row["Position"]["Y"]): row["Owner_Seat"] for row in person.game.text["Level_Towers_Owners"]}


def release(person: Person, key: int) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYUP, key=key, mod=0))
    person.frames(1)


def test_two_people_build_and_neither_touches_the_others_tower(two: Person) -> None:
    two.click_map(POINT)
    two.choose("magician")
    two.press(pygame.K_TAB, pygame.K_a, pygame.K_e)  # the nearest point's ring, its left entry, take it
    keyboard = second(two)
    built = {place: owner for place, owner in owners(two).items() if owner is not None}
    assert built.pop(POINT) == 0 and list(built.values()) == [1]
    assert (two.screen.first.gold, keyboard.gold) == (5, 15)
    ((place, _),) = built.items()
    two.click_map(place)
    ring = two.hand.ring
    assert ring is not None and {entry.off for entry in ring.entries if entry.command != "range"} == {"This is Player 2's"}
    two.choose("sell")
    assert two.said == "This is Player 2's." and two.seat.refused == 0
    two.move(to_frame(*place))
    two.frames(1)
    assert two.screen.first.spot is not None and "Player 2's" in two.screen.first.spot.title


def test_each_has_a_hero_and_calls_men_of_an_own(two: Person) -> None:
    keyboard = second(two)
    two.press(pygame.K_w, pygame.K_w, pygame.K_r)
    release(two, pygame.K_w)
    two.click_map((0.0, 0.0), button=3)
    two.press(pygame.K_c)
    two.frames(90)
    here, there = (seat.text["Level_Hero_Realtime_Status"]["Hero_Position"] for seat in two.game.seats)
    assert here["X"] < 2.0 < there["X"] and keyboard.seat.orders == 2 and two.seat.orders == 1
    assert two.seat.text["Level_Knight_Reinforcements_Countdown"] == 0 < keyboard.seat.text["Level_Knight_Reinforcements_Countdown"]
    two.press(pygame.K_c)
    assert "come again" in keyboard.said and two.said == ""


def test_cross_walks_while_its_key_is_held_whatever_the_other_does(two: Person) -> None:
    cross = second(two).hand
    x, y = cross.place
    two.press(pygame.K_a)
    assert cross.place == pytest.approx((x - 0.1, y))
    two.press(pygame.K_k)  # the other's Fire of Rage
    two.frames(60)
    assert cross.place[0] < x - 2.0 and cross.place[1] == y
    release(two, pygame.K_a)
    stood = cross.place
    two.frames(30)
    assert cross.place == stood
    two.press(pygame.K_w)
    two.press(pygame.K_h, pygame.K_h)  # under the help card nobody sees that it is let go
    stood = cross.place
    two.frames(30)
    assert cross.place == stood


def test_gold_and_words_go_over_the_table(two: Person) -> None:
    keyboard = second(two)
    two.press(pygame.K_x)
    assert (two.screen.first.gold, keyboard.gold) == (165, 65)
    assert keyboard.said == "50 gold given to Player 1."
    two.press(pygame.K_x, pygame.K_x)
    assert "50" in keyboard.said and keyboard.gold == 15 and keyboard.seat.refused == 1
    two.press(pygame.K_z)
    assert isinstance(two.app.top, MessageCard)
    two.press(pygame.K_4)
    assert not any("says" in words for words, _ in two.screen.first.banners)  # no letter came with the key
    for letter in "Thanks?":
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=ord(letter.lower()), mod=0, unicode=letter))
    two.press(pygame.K_RETURN)
    two.frames(4)
    assert ("Player 2 says: Thanks?") in [words for words, _ in two.screen.first.banners]
    assert "says" not in "".join(words for words, _ in keyboard.banners)


def test_game_of_two_ends_with_each_ones_part_and_no_best_score(two: Person, app: App, tmp_path: Path) -> None:
    two.click_map(POINT)
    two.choose("knight")
    two.press(pygame.K_8)
    wait_for(app, ResultScreen)
    result = app.top.result  # type: ignore[union-attr]
    assert [part.name for part in result.parts] == ["Player 1", "Player 2"] and result.parts[0].words.startswith("1 towers built")
    assert not result.ranked and not (tmp_path / "scores.json").exists()
    assert two.game.connection.verify_replay((tmp_path / "ours.json").read_bytes()).matches
    two.frames(40)
    two.press(pygame.K_r)
    assert app.top is two.screen and two.game.tick < 100  # begun anew


def test_an_agent_plays_beside_a_person(begin: Begin) -> None:
    person = begin(Lineup("alliance", people=1, partners=("greedy",)))
    person.press(pygame.K_4)
    for _ in range(200):
        person.frames(5)
        if 1 in owners(person).values():
            break
    assert 1 in owners(person).values() and person.seat.orders == 0 and person.screen.first.allies == {1: "Greedy"}
    person.press(pygame.K_SPACE)
    stood = person.game.tick
    person.frames(30)
    assert person.game.tick == stood  # an agent's orders do not move a clock that stands


def test_agent_that_fails_is_told_and_the_game_goes_on(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    from garrison_agents.scripted.greedy import Greedy

    def fails(self: Greedy, views: dict[str, Any]) -> None:
        raise RuntimeError("no idea")

    monkeypatch.setattr(Greedy, "act", fails)
    person = begin(Lineup("alliance", people=1, partners=("greedy",)))
    person.frames(60)
    assert person.said == "Greedy plays no more: RuntimeError: no idea" and person.game.tick > 20


@pytest.mark.parametrize(
    ("lineup", "words"),
    [
        ({"mode": "chess"}, "one of defense, alliance, siege, commons"),
        ({"mode": "alliance"}, "2 to 4"),
        ({"mode": "alliance", "people": 2, "partners": ("greedy",) * 3}, "5 in all"),
        ({"mode": "defense", "people": 2}, "--mode alliance"),
        ({"mode": "alliance", "people": 3}, "1 or 2"),
        ({"mode": "siege"}, "an attacker"),
    ],
)
def test_lineup_that_cannot_be_says_what_can(lineup: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        Lineup(**lineup)


def test_command_line_says_no_more_than_it_must() -> None:
    def meant(mode: str = "", *partners: str, against: str = "", attack: bool = False, people: int | None = None) -> Lineup:
        return lineup_of(mode, partners, against, attack, people)

    assert meant() == Lineup() and meant("alliance") == meant(people=2) == Lineup("alliance", 2)
    assert meant("", "greedy") == Lineup("alliance", 1, ("greedy",))
    assert meant("", against="attack-waves") == Lineup("siege", 1, (), "attack-waves")
    attacker = meant(against="greedy", attack=True)
    assert attacker == Lineup("siege", 0, ("greedy",)) and attacker.attacks and attacker.seats_of_people == (1,)
    assert attacker.names == ("Greedy", "You") and attacker.agents == {0: "greedy"}
    with pytest.raises(OptionError, match="belongs to --mode siege"):
        meant("alliance", against="greedy")


def test_unknown_agent_is_a_sentence(app: App, server: garrison.OwnServer, tmp_path: Path) -> None:
    host = Host(server.address)
    flow = Flow(app, host, Wishes("garrison-1", mute=True, lineup=Lineup("alliance", 1, ("nobody",))), tmp_path)
    with pytest.raises(OptionError, match=r"agent is 'nobody'; wanted .*greedy"):
        flow.run()
