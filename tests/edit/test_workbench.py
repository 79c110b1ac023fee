"""From the editor into the game and back, and what becomes of a draft when its server goes."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pygame
import pytest

import garrison
from edit.person import Person
from garrison.edit.checker import Checker
from garrison.edit.draft import Draft, Wave
from garrison.edit.file import save_file
from garrison.edit.numbers import set_number
from garrison.edit.template import new_draft
from garrison.edit.workbench import Workbench
from garrison.play.app import App
from garrison.play.game_screen import GameScreen
from garrison.play.host import Host
from garrison.play.result import ResultScreen
from garrison.play.waiting import StartingScreen

Sit = Callable[[Draft, str], tuple[Person, Workbench]]


@pytest.fixture
def sit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sit]:
    """Opens the editor on a draft, on a server that is there or ("") one of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    app = App(picture_folder=tmp_path)
    hosts: list[Host] = []

    def opened(draft: Draft, target: str) -> tuple[Person, Workbench]:
        save_file(tmp_path / "mine.json", draft)
        hosts.append(Host(target))
        bench = Workbench(app, hosts[0], str(tmp_path / "mine.json"), mute=True)
        hosts[0].start()
        app.push(StartingScreen(hosts[0], bench.up, bench.failed))
        give_up_s = time.monotonic() + 200
        while not hasattr(bench, "editor"):
            assert time.monotonic() < give_up_s
            app.frame(1 / 60)
        return Person(app, bench.editor), bench

    yield opened
    app.close()
    for host in hosts:
        host.close()


def test_f5_plays_the_draft_and_escape_comes_back(sit: Sit, server: garrison.OwnServer) -> None:
    person, _ = sit(new_draft(), server.address)
    person.key(pygame.K_3)
    person.fill("gold.start", "777")
    person.key(pygame.K_F5)
    person.wait(lambda: isinstance(person.app.top, GameScreen) and person.app.top.game.tick > 5)
    game = person.app.top
    assert isinstance(game, GameScreen) and game.game.text["Level_Current_Gold_Coins"] == 777
    person.key(pygame.K_ESCAPE)
    assert person.app.top is person.screen and not person.desk.history.is_saved


def test_game_that_ends_shows_its_result_and_leads_back(sit: Sit, server: garrison.OwnServer) -> None:
    quick = replace(new_draft(), paths=(((2.0, -1.2), new_draft().base),), waves=(Wave(("wolf",), 1.0),))
    person, _ = sit(set_number(set_number(quick, "countdown_s", 0.0), "life", 1), server.address)
    person.key(pygame.K_F5)
    person.wait(lambda: isinstance(person.app.top, ResultScreen))
    result = person.app.top
    assert isinstance(result, ResultScreen) and result.result.status == "lost" and result.result.leaks == {"wolf": 1}
    for _ in range(40):
        person.app.frame(1 / 60)
    person.key(pygame.K_ESCAPE)
    assert person.app.top is person.screen


def test_server_that_ends_is_started_anew_and_the_draft_stays(sit: Sit) -> None:
    person, bench = sit(new_draft(), "")
    person.key(pygame.K_F5)
    person.wait(lambda: isinstance(person.app.top, GameScreen))
    assert bench.host._server is not None
    bench.host._server.process.kill()
    person.wait(lambda: person.app.top is person.screen)
    assert "The game has ended" in person.app.notice
    person.key(pygame.K_3)
    person.press("life more")
    person.settle()
    assert person.desk.faults == () and person.desk.draft.numbers["life"] == 21
    person.key(pygame.K_F5)
    person.wait(lambda: isinstance(person.app.top, GameScreen))


def test_error_of_our_own_is_shown_and_the_next_answer_still_comes(server: garrison.OwnServer) -> None:
    answers: list[object] = [object(), server.connect()]
    checker = Checker(lambda: answers.pop(0) if len(answers) > 1 else answers[0])  # type: ignore[arg-type, return-value]
    reports = []
    for draft in (new_draft("one"), new_draft("two")):
        checker.ask(draft)
        give_up_s = time.monotonic() + 60
        while (report := checker.take()) is None:
            assert time.monotonic() < give_up_s, "the checker has fallen silent"
            time.sleep(0.01)
        reports.append(report)
    checker.close()
    assert reports[0].trouble.startswith("AttributeError") and reports[1].faults == () and not reports[1].trouble
