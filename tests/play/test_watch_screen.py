"""`garrison watch` follows a live `garrison run` of another process, and outlives whatever happens to it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

import garrison
from garrison.gateway import Gateway
from garrison.play.action_words import Wording
from garrison.play.app import App
from garrison.play.watch_feed import WatchFeed
from garrison.play.watch_screen import VIEWS, WatchScreen
from garrison_proto.modes import AllianceRules, CommonsRules, Rules, SiegeRules
from garrison_proto.records import OpenOptions

Watch = Callable[..., WatchScreen]


@pytest.fixture
def watch(app: App, server: garrison.OwnServer) -> Iterator[Watch]:
    """Opens a watching screen on the server."""
    with garrison.connect(server.address) as connection:
        wording = Wording.of(connection.describe("garrison-1"))

        def begin(session: str = "", follow: bool = False) -> WatchScreen:
            feed = WatchFeed(lambda: connection.watch(session, views=VIEWS), follow)
            screen = WatchScreen(feed, wording, session)
            app.push(screen)
            return screen

        yield begin
        while app.stack:
            app.pop()


def until(app: App, reached: Callable[[], bool], seconds: float = 60.0) -> None:
    """Frames until something is so."""
    give_up_s = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < give_up_s
        app.frame(1 / 60)
        time.sleep(0.005)


def test_the_window_follows_a_run_of_another_process(app: App, watch: Watch, server: garrison.OwnServer) -> None:
    words = ("run", "-a", "expert", "--target", server.address, "--watchable", "--speed", "8", "--max-steps", "60", "--json")
    run = subprocess.Popen([sys.executable, "-m", "garrison", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stdout is not None and run.stderr is not None
    told = run.stderr.readline().split()
    assert told[-4:-1] == ["garrison", "watch", server.address]
    screen = watch(told[-1])
    until(app, lambda: screen.news.stage == "over")
    assert run.wait(30) == 0 and '"steps": 60' in run.stdout.read()
    seen = screen.news.seen
    assert seen is not None and seen.outcome.steps[0] == 60
    assert 20 < screen.news.states + screen.news.dropped <= 61 and screen.last is not None and screen.last.step == 60
    app.frame(1 / 60)
    assert np.array_equal(pygame.surfarray.array3d(app.window).swapaxes(0, 1)[:, :512], seen.outcome.views["pixels:512"][0])
    run.stdout.close()
    run.stderr.close()


def test_it_waits_for_a_session_and_goes_on_to_the_next(app: App, watch: Watch, server: garrison.OwnServer) -> None:
    screen = watch(follow=True)
    until(app, lambda: screen.feed.news.states == 0 and bool(screen.feed.news.words))
    assert screen.news.stage == "waiting"
    with garrison.connect(server.address) as player:
        for level in ("garrison-1", "garrison-2"):
            with player.open(garrison.OpenOptions(levels=(level,), watchable=True)) as session:
                session.reset((0,), [1])
                session.step((0,), np.array([[2.9, 2.9, 3.0]]))
                until(app, lambda level=level: screen.news.seen is not None and screen.news.seen.level == level and screen.last is not None)
                assert screen.last is not None and not screen.last.accepted and screen.last.came != "accepted"
                assert screen.orders == [screen.last] and screen.last.words == "upgrade tower at (2.90, 2.90)"


def test_the_window_shows_what_a_language_model_says(app: App, watch: Watch, server: garrison.OwnServer) -> None:
    with garrison.connect(server.address) as player, player.open(garrison.OpenOptions(levels=("garrison-1",), watchable=True)) as session:
        session.reset((0,), [1])
        screen, gateway = watch(session.opened.session_id), Gateway(player)
        replies = ("I would build. " + "x" * 500, "\x00\u202e\U0001f600", '{"name": "wait", "arguments": {}}')
        kinds = ("unparseable", "unparseable", "acted")
        for number, (reply, kind) in enumerate(zip(replies, kinds, strict=True), 1):
            before = pygame.surfarray.array3d(app.window)
            gateway.say(session, 0, reply)
            until(
                app,
                lambda number=number: (
                    screen.news.seen is not None and bool(screen.news.seen.words) and screen.news.seen.words.replies == number
                ),
            )
            assert screen.news.seen is not None and screen.news.seen.words is not None
            assert (screen.news.seen.words.reply, screen.news.seen.words.understanding) == (reply, kind)
            app.frame(1 / 60)
            assert (pygame.surfarray.array3d(app.window) != before).any()


def test_a_private_session_is_refused_in_words(app: App, watch: Watch, server: garrison.OwnServer) -> None:
    with garrison.connect(server.address) as player, player.open(garrison.OpenOptions(levels=("garrison-1",))) as session:
        screen = watch(session.opened.session_id)
        until(app, lambda: screen.news.stage == "refused")
        assert "token" in screen.news.words
        session.reset((0,), [1])


def test_a_server_that_goes_away_is_told_and_tried_again(app: App) -> None:
    with garrison.launch() as own, garrison.connect(own.address, timeout_s=5) as connection:
        session = connection.open(garrison.OpenOptions(levels=("garrison-1",), watchable=True))
        session.reset((0,), [1])
        screen = WatchScreen(WatchFeed(lambda: connection.watch(views=VIEWS), True), Wording((), ()), "")
        app.push(screen)
        until(app, lambda: screen.news.stage == "live")
        own.process.kill()
        until(app, lambda: screen.news.stage == "lost")
        app.frame(1 / 60)
        session.close()
        app.pop()


@pytest.mark.parametrize(
    ("words", "told"), [(("unix:/nowhere/s",), "UNAVAILABLE|nowhere"), (("unix:/nowhere/s", "seven"), "SESSION is 'seven'")]
)
def test_what_cannot_be_watched_ends_in_a_sentence(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "garrison", "watch", *words], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert any(word in done.stderr for word in told.split("|")), done.stderr


@pytest.mark.parametrize(("mode", "rules"), [("alliance", AllianceRules(2)), ("siege", SiegeRules()), ("commons", CommonsRules(3))])
def test_games_of_several_seats_are_watched_seat_by_seat(
    app: App, watch: Watch, server: garrison.OwnServer, mode: str, rules: Rules
) -> None:
    levels = () if mode == "commons" else ("garrison-1",)
    with server.connect() as connection, connection.open(
        OpenOptions(levels=levels, mode=mode, rules=rules, views=("mask",), watchable=True)
    ) as session:  # fmt: skip
        session.reset([0], [1])
        screen = watch(session.opened.session_id)
        until(app, lambda: screen.news.seen is not None)
        app.frame(1 / 60)
        assert screen.seats == {"alliance": 2, "siege": 1, "commons": 3}[mode]
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_TAB, mod=0, unicode=""))
        app.frame(1 / 60)
        assert screen.seat == (0 if mode == "siege" else 1)
