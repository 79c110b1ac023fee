"""The level choice: what it lists, how it is led by keys and mouse, and what it says when something is wrong."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

import garrison
from garrison.errors import OptionError, UnavailableError
from garrison.play import catalogue
from garrison.play.app import App
from garrison.play.catalogue import Catalogue, Entry, enemy_counts, entry_of
from garrison.play.choice import LevelChoice
from garrison.play.level_cards import best_words, fact_words
from garrison.play.scores import Best, Scores
from garrison.play.sounds import Sounds

BACKEND = garrison.load_backend("local")


class Chosen:
    """A choice on a window, with what it was asked for."""

    def __init__(self, app: App, folder: Path, files: tuple[str, ...] = ()) -> None:
        self.app, self.scores = app, Scores(folder / "scores.json")
        self.played: list[tuple[str, bool]] = []
        self.helped = 0
        self.screen = LevelChoice(
            Catalogue(BACKEND, files),
            self.scores,
            Sounds(muted=True),
            lambda entry, guided: self.played.append((entry.name, guided)),
            self._help,
        )
        app.push(self.screen)

    def _help(self) -> None:
        self.helped += 1

    def frames(self, n: int = 1) -> None:
        for _ in range(n):
            self.app.frame(1 / 60)

    def press(self, key: int, unicode: str = "") -> None:
        self.screen.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=unicode))
        self.frames()

    def click(self, x: float, y: float) -> None:
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            self.screen.handle(pygame.event.Event(kind, button=1, pos=(x, y)))
        self.frames()


@pytest.fixture
def plain_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures without a server, of one colour per level."""
    import dataclasses

    def with_picture(backend: object, entry: Entry) -> Entry:
        return dataclasses.replace(entry, picture=np.full((512, 512, 3), len(entry.title) * 5, np.uint8))

    monkeypatch.setattr(catalogue, "with_picture", with_picture)


@pytest.fixture
def chosen(app: App, tmp_path: Path, plain_pictures: None) -> Iterator[Chosen]:
    yield Chosen(app, tmp_path)


def test_levels_are_fetched_one_a_frame_and_the_window_draws_meanwhile(chosen: Chosen) -> None:
    entries = chosen.screen.catalogue.entries
    for fetched in range(len(entries) + 1):
        assert sum(entry is not None for entry in entries) == fetched == len(entries) - chosen.screen.catalogue.missing
        chosen.frames()
    assert [entry.title for entry in entries[:5] if entry] == [
        "The Long Meadow",
        "Two Gates",
        "Fog at the Ford",
        "Four Winds",
        "The Hill King's Road",
    ]
    assert all(chosen.app.window.get_at((x, 100))[0] == len("The Long Meadow") * 5 for x in (3, 500))  # its map is shown


def test_keys_choose_and_play(chosen: Chosen) -> None:
    chosen.frames(7)
    chosen.press(pygame.K_DOWN)
    chosen.press(pygame.K_RETURN)
    chosen.press(pygame.K_END)
    chosen.press(pygame.K_DOWN)  # there is no further one
    chosen.press(pygame.K_HOME)
    chosen.press(pygame.K_g)
    chosen.press(pygame.K_h)
    assert chosen.played == [("garrison-2", False), ("garrison-1", True)] and chosen.helped == 1
    chosen.press(pygame.K_m)
    assert not chosen.screen.sounds.muted
    chosen.press(pygame.K_ESCAPE)
    assert not chosen.app.frame(1 / 60)


def test_mouse_chooses_a_row_and_plays_by_the_map_or_the_button(chosen: Chosen) -> None:
    chosen.frames(7)
    row = chosen.screen.list.rect
    chosen.click(row.centerx, row.top + 58 * 2 + 20)
    chosen.click(250, 250)
    chosen.click(640, 440)
    assert chosen.played == [("garrison-3", False)] * 2


def test_drawn_level_follows_seed_and_difficulty(chosen: Chosen) -> None:
    chosen.frames(7)
    seed = chosen.screen.catalogue.seed
    chosen.press(pygame.K_RIGHT)  # only the drawn level has a difficulty
    assert chosen.screen.catalogue.difficulty == 1
    chosen.press(pygame.K_END)
    for _ in range(6):
        chosen.press(pygame.K_RIGHT)
    assert chosen.screen.entry is not None and chosen.screen.entry.title == f"Generated level {seed}, difficulty 5"
    for _ in str(seed):
        chosen.press(pygame.K_BACKSPACE)
    for figure in "4071":
        chosen.press(ord(figure), figure)
    chosen.press(pygame.K_LEFT)
    chosen.press(pygame.K_RETURN)
    assert chosen.played == [("generated:4071:4", False)]
    chosen.press(pygame.K_n)
    assert chosen.screen.catalogue.seed != 4071 and chosen.screen.catalogue.difficulty == 4
    with pytest.raises(OptionError, match=r"seed 1, difficulty 6.*difficulty from 1 to 5"):
        chosen.screen.catalogue.draw_level(1, 6)


def test_level_files_are_listed_first_and_a_faulty_one_says_why(app: App, tmp_path: Path, plain_pictures: None) -> None:
    good, bad, absent = (tmp_path / name for name in ("mine.json", "bad.json", "absent.json"))
    good.write_bytes(BACKEND.describe("garrison-2").level_document.replace(b"Two Gates", b"My Own"))
    bad.write_text('{"format": 1}')
    chosen = Chosen(app, tmp_path, (str(good), str(bad), str(absent)))
    chosen.frames(10)
    first, *_ = chosen.screen.catalogue.entries
    assert first is not None and first.title == "My Own" and first.options(slots=1).level_documents == (good.read_bytes(),)
    faults = chosen.screen.catalogue.faults
    assert "paths" in faults[1] and "absent.json" in faults[2] and faults[3:] == [""] * 6
    chosen.press(pygame.K_DOWN)
    chosen.press(pygame.K_RETURN)
    assert chosen.played == []


def test_list_scrolls_when_it_is_longer_than_the_window(app: App, tmp_path: Path, plain_pictures: None) -> None:
    chosen = Chosen(app, tmp_path, tuple(f"{i}.json" for i in range(6)))
    chosen.press(pygame.K_END)
    assert chosen.screen.list.top == 12 - chosen.screen.list.shown
    chosen.screen.handle(pygame.event.Event(pygame.MOUSEWHEEL, y=99))
    assert chosen.screen.list.top == 0 and chosen.screen.list.chosen == 11


def test_server_that_is_gone_is_told_and_can_be_asked_again(chosen: Chosen, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(backend: object, name: str) -> Entry:
        raise UnavailableError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "entry_of", gone)
        chosen.frames(3)
        assert chosen.screen.gone == "connection refused" and chosen.screen.catalogue.missing == 6
    chosen.press(pygame.K_r)
    chosen.frames(6)
    assert chosen.screen.gone == "" and chosen.screen.catalogue.missing == 0


def test_words_of_a_level_and_its_best_game() -> None:
    level = entry_of(BACKEND, "garrison-3")
    assert fact_words(level).endswith("fog") and f"{level.waves} waves" in fact_words(level)
    assert best_words(None, 20)[0] == "not played yet"
    assert best_words(Best(-3.0, True, 1, 1), 20)[0] == "best: won with 17 of 20 lives"
    assert best_words(Best(-20.0, False, 1, 1), 20)[0] == "best: lost"
    leaks = np.zeros(16, np.int32)
    leaks[[0, 5, 14]] = 2, 7, 1
    assert list(enemy_counts(leaks, BACKEND.describe("garrison-1").rules["enemies"]).items()) == [
        ("bone chanter", 7),
        ("goblin", 2),
        ("hill king", 1),
    ]
