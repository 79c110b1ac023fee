"""The window's way of playing a session: pace, pipelining, orders and their answers, the end, the replay, a lost server."""

import contextlib
import json
import time
from collections.abc import Iterator

import numpy as np
import pytest

import garrison
from clients.proxy import Proxy
from garrison import OpenOptions
from garrison.play.game import RUNNING, Game
from garrison.play.game_plan import plan_of
from garrison.play.orders import Act, Answer, Order
from garrison.play.pacer import Pacer

FRAME_S = 1 / 60
OPTIONS = OpenOptions(levels=("garrison-1",), record=True)


@pytest.fixture
def game(server: garrison.OwnServer) -> Iterator[Game]:
    with garrison.connect(server.address) as connection:
        playing = Game(connection, plan_of(connection, OPTIONS), seed=7)
        yield playing
        playing.close()


@pytest.mark.parametrize("speed", [1, 2, 4, 8])
def test_sixty_frames_are_a_second_at_any_speed(speed: int) -> None:
    pacer = Pacer()
    pacer.speed = speed
    assert sum(pacer.due(FRAME_S) for _ in range(600)) == 500 * speed


def test_pacer_drops_what_a_stall_is_too_long_for_and_widens_for_a_far_server() -> None:
    pacer = Pacer()
    assert pacer.due(60.0) == 12
    for _ in range(30):
        pacer.waited(0.1)
    assert pacer.window == 4
    for _ in range(2000):
        pacer.waited(0.0)
    assert pacer.window == 1


@pytest.mark.parametrize("speed", [1, 8])
def test_what_is_seen_is_one_frame_behind_the_clock_and_no_more(game: Game, speed: int) -> None:
    game.pacer.speed = speed
    due = [0]
    for frame in range(1, 61):
        game.advance(FRAME_S)
        due.append(int(frame * FRAME_S * 50 * speed + 1e-6))
        assert game.tick == due[-2] and game.text["Level_Current_Time"] == pytest.approx(due[-2] / 50, abs=1e-3)
    assert game.picture.shape == (512, 512, 3)


def test_order_is_carried_out_and_refusal_says_what_is_missing(game: Game) -> None:
    answers: list[Answer] = []
    game.seats[0].on_answer = answers.append
    for _ in range(2):
        game.seats[0].order(Act.ARCHER, -1.32, 0.84)
    game.seats[0].order(Act.MAGICIAN, 0.46, 0.4)
    game.seats[0].order(Act.MAGICIAN, -0.73, -0.68)
    for _ in range(12):
        game.advance(FRAME_S)
    assert [answer.code for answer in answers] == [0, 1, 0, 2]
    assert answers[1].words == "The tower point is occupied."
    assert answers[3].words == "Not enough gold to build: it costs 110, you have 0."
    assert (game.seats[0].orders, game.seats[0].refused) == (2, 2)
    built = [tower["Tower_Name"] for tower in game.text["Level_Towers_Realtime_Status"] if tower["Is_Built"]]
    assert sorted(built) == ["Archer Tower", "Magician Tower"]


def test_pause_holds_the_clock_but_orders_and_single_steps_take_their_ticks(game: Game) -> None:
    game.pacer.paused = True
    for _ in range(5):
        game.advance(FRAME_S)
    assert game.tick == 0
    game.seats[0].order(Act.KNIGHT, -1.32, 0.84)
    game.advance(FRAME_S)
    game.step_once(16)
    for _ in range(3):
        game.advance(FRAME_S)
    assert game.tick == 17 and game.seats[0].orders == 1


def test_range_is_shown_until_it_cannot_be(game: Game) -> None:
    game.seats[0].order(Act.ARCHER, -1.32, 0.84)
    game.seats[0].idle = Order(Act.RANGE, -1.32, 0.84)
    before = game.picture
    for _ in range(4):
        game.advance(FRAME_S)
    assert game.text["Agent_Last_Action_Info"]["Action_Index"] == Act.RANGE
    assert (game.picture != before).any() and game.seats[0].refused == 0
    game.seats[0].order(Act.SELL, -1.32, 0.84)
    for _ in range(6):
        game.advance(FRAME_S)
    assert game.seats[0].idle.act is Act.NOTHING


def test_end_is_seen_whole_and_its_replay_verifies(game: Game) -> None:
    game.pacer.speed = 8
    while game.status == RUNNING:
        assert game.trouble is None
        game.advance(0.04)
    assert game.text["Level_Current_Time"] == pytest.approx(game.tick / 50, abs=1e-3)
    assert game.leaks.sum() == -game.score == 20
    assert game.behind == 0 and not game.advance(FRAME_S)
    replay = game.export_replay()
    assert game.connection.verify_replay(replay).matches
    assert json.loads(replay)["seed"] == 7
    game.restart(8)
    assert (game.tick, game.status) == (0, RUNNING)
    assert game.advance(FRAME_S) is False and game.trouble is None


def test_lost_server_is_trouble_and_the_game_goes_on_where_it_was(proxy: Proxy) -> None:
    with garrison.connect(proxy.address, resume_s=0.1, timeout_s=3) as connection:
        game = Game(connection, plan_of(connection, OPTIONS), seed=7)
        for _ in range(30):
            game.advance(FRAME_S)
        seen = game.tick
        proxy.refusing = True
        proxy.cut()
        for _ in range(3):
            game.advance(FRAME_S)
        assert isinstance(game.trouble, garrison.errors.UnavailableError)
        with pytest.raises(garrison.GarrisonError):
            game.reattach()
        proxy.refusing = False
        for _ in range(50):  # the channel waits a little between two attempts
            with contextlib.suppress(garrison.errors.UnavailableError):
                game.reattach()
                break
            time.sleep(0.1)
        for _ in range(30):
            game.advance(FRAME_S)
        assert game.trouble is None and seen + 20 <= game.tick <= seen + 30
        assert connection.verify_replay(game.export_replay()).matches
        game.close()


def test_picture_is_the_one_of_the_text(game: Game) -> None:
    for _ in range(20):
        game.advance(FRAME_S)
    game._drain()
    assert np.array_equal(game.session.render([0])[0], game.session.restore([0], game.session.snapshot([0])).views["pixels:512"][0])
