"""The editor's window with a real server behind it: drawing, breaking, mending, saving, playing, by mouse and keys."""

from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from edit.person import Person
from garrison.backend import Backend
from garrison.edit.checker import Checker
from garrison.edit.desk import Desk
from garrison.edit.dialogs import Ask, KeyCard, Question
from garrison.edit.document import draft_bytes
from garrison.edit.draft import ENEMIES, Draft
from garrison.edit.editor_screen import EditorScreen
from garrison.edit.file import load_file
from garrison.edit.spot import Spot
from garrison.edit.template import new_draft
from garrison.play.app import App

CONTROL = pygame.KMOD_LCTRL


@pytest.fixture
def played() -> list[Draft]:
    return []


@pytest.fixture
def person(remote: Backend, played: list[Draft], tmp_path: Path) -> Iterator[Person]:
    app = App(picture_folder=tmp_path)
    yield Person(app, EditorScreen(Desk(new_draft(), tmp_path / "mine.json"), Checker(lambda: remote), played.append))
    app.close()


def test_level_is_drawn_broken_seen_mended_saved_and_played(person: Person, played: list[Draft], tmp_path: Path, remote: Backend) -> None:
    desk = person.desk
    person.key(pygame.K_n)
    for place in ((-1.0, 3.0), (-0.5, 2.0), (1.5, 1.8), (2.4, 0.6)):
        person.click(place)
    assert desk.draft.paths[1] == ((-1.0, 3.0), (-0.5, 2.0), (1.5, 1.8), (2.4, 0.6), desk.draft.base)
    person.key(pygame.K_t)
    person.click((0.6, 2.4))
    assert desk.draft.sites[4].at == (0.6, 2.4) and not desk.draft.sites[4].misleading and desk.spot == Spot("site", 4)
    person.settle()
    assert desk.faults == ()

    person.drag((0.6, 2.4), (0.2, 1.8), (0.0, 1.4))  # onto tower point 2
    person.settle()
    assert [fault.field for fault in desk.faults] == ["tower_points[4].at"]
    person.key(pygame.K_F5)
    person.settle()
    assert not played and "mend the faults" in person.app.notice

    person.key(pygame.K_2)
    person.press("fault tower_points[4].at")
    assert (desk.tab, desk.spot) == ("map", Spot("site", 4))
    person.drag((0.0, 1.4), (0.7, 2.5))
    person.settle()
    assert desk.faults == ()

    person.key(pygame.K_s, CONTROL)
    assert desk.history.is_saved and load_file(tmp_path / "mine.json", remote) == (desk.draft, ())
    person.key(pygame.K_F5)
    person.wait(lambda: bool(played))
    assert played == [desk.draft]


def test_fault_is_marked_where_it_lies(person: Person) -> None:
    """The ring is there with the fault, and gone with it."""

    def reds() -> int:
        column, row = person.at(-1.8, -2.8)
        around = pygame.surfarray.array3d(person.app.canvas.surface)[column - 26 : column + 26, row - 26 : row + 12]
        return int((around == (228, 92, 74)).all(axis=2).sum())

    person.key(pygame.K_m)  # no other marks
    assert reds() == 0
    person.drag((-1.8, 0.5), (-1.8, -2.8))
    person.settle()
    assert [fault.field for fault in person.desk.faults] == ["tower_points[0].at"] and reds() > 50
    person.key(pygame.K_z, CONTROL)
    person.settle()
    assert person.desk.draft == new_draft() and reds() == 0


def test_waves_are_edited_by_clicks(person: Person) -> None:
    person.key(pygame.K_2)
    person.press("wave 2")
    person.press("copy wave")
    person.press("add hill_king")
    assert person.desk.draft.waves[2].enemies == (*new_draft().waves[1].enemies, "hill_king")
    person.press("enemy 3.5", button=3)
    person.press("enemy 3.1")
    person.press("add orc", button=3)
    person.key(pygame.K_RIGHT)
    assert person.desk.draft.waves[2].enemies == ("goblin", "orc", "wolf", "wolf")
    person.press("wave up")
    assert person.desk.draft.waves[1].enemies == ("goblin", "orc", "wolf", "wolf") and person.desk.wave == 1
    person.fill("interval of wave 2", "2,5")
    person.press("interval of wave 2 more")
    assert person.desk.draft.waves[1].interval_s == 2.6
    person.press("delete wave")
    assert person.desk.draft.waves == new_draft().waves


def test_wave_s_fault_is_shown_in_its_row_beside_the_map_s(person: Person) -> None:
    person.drag((-1.8, 0.5), (-1.8, -2.8))
    person.key(pygame.K_2)
    person.fill("interval of wave 3", "0")
    person.settle()
    assert [fault.field for fault in person.desk.faults] == ["waves[2].interval_s", "tower_points[0].at"]
    person.press("wave 1")
    person.press("fault waves[2].interval_s")
    assert person.desk.wave == 2 and person.screen.waves.is_faulty("waves[2]") and not person.screen.waves.is_faulty("waves[1]")


def test_numbers_and_names_are_typed(person: Person) -> None:
    person.key(pygame.K_3)
    person.fill("gold.start", "512")
    person.press("life more")
    person.press("fog.on")
    person.fill("refund_rate", "lots")
    assert "'lots' came, wanted a number" in person.app.notice
    person.key(pygame.K_4)
    person.fill("title", "Two Roads")
    person.fill("name", "Two Roads")
    draft = person.desk.draft
    assert draft.title == "Two Roads" and (draft.numbers["gold.start"], draft.numbers["life"], draft.numbers["fog.on"]) == (512, 21, True)
    person.settle()
    assert [fault.field for fault in person.desk.faults] == ["name"]
    for _ in range(5):
        person.key(pygame.K_z, CONTROL)
    assert person.desk.draft == new_draft()
    for _ in range(5):
        person.key(pygame.K_y, CONTROL)
    assert person.desk.draft == draft


def test_paint_shows_in_the_picture_and_is_one_step_of_undo(person: Person) -> None:
    before = person.screen.picture
    person.key(pygame.K_p)
    person.press("paint snow")
    person.drag((-2.5, -2.5), (-1.0, -2.0), (-0.5, -2.6))
    person.settle()
    tiles = person.desk.draft.look.tiles
    assert sum(row.count("n") for row in tiles) > 10 and before is not None and person.screen.picture is not None
    changed = (before != person.screen.picture).any(axis=2)
    assert changed[400:].any() and not changed[:300].any()
    person.key(pygame.K_z, CONTROL)
    assert person.desk.draft == new_draft()


def test_enemies_have_pictures_of_their_own(person: Person) -> None:
    person.wait(lambda: bool(person.screen.waves.portraits))
    pictures = {pygame.image.tobytes(picture, "RGBA") for picture in person.screen.waves.portraits.values()}
    assert person.screen.waves.portraits.keys() == set(ENEMIES) and len(pictures) == len(ENEMIES)
    goblin = person.screen.waves.portraits["goblin"]
    assert 0 < pygame.mask.from_surface(goblin).count() < goblin.get_width() * goblin.get_height(), "cut out of its ground"


def test_test_run_says_what_happens(person: Person) -> None:
    person.key(pygame.K_F6)
    person.wait(lambda: person.app.notice.startswith("Nobody plays"))
    assert "11 of 11 enemies reached the base" in person.app.notice


def test_right_click_erases_and_what_must_stay_says_so(person: Person) -> None:
    person.click((-1.2, 1.2), button=3)
    assert len(person.desk.draft.paths[0]) == 4
    person.click((2.2, -1.2), button=3)
    assert len(person.desk.draft.paths[0]) == 4 and "the base can be moved, not deleted" in person.app.notice


def test_base_takes_all_roads_along_and_the_grid_snaps(person: Person) -> None:
    person.key(pygame.K_g)
    person.drag((2.2, -1.2), (1.6, -2.1), (1.55, -2.05))
    assert person.desk.draft.base == (1.5, -2.0) == person.desk.draft.paths[0][-1]


def test_closing_with_unsaved_changes_asks(person: Person, tmp_path: Path) -> None:
    person.press("tab numbers")
    person.press("life less")
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert person.app.frame(0.1) and isinstance(person.app.top, Question)
    person.key(pygame.K_ESCAPE)
    assert person.app.top is person.screen
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    person.app.frame(0.1)
    person.key(pygame.K_RETURN)
    assert not person.app.frame(0.1) and (tmp_path / "mine.json").read_bytes() == draft_bytes(person.desk.draft)


def test_save_as_asks_before_it_replaces_another_file(person: Person, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("kept")
    for answer in (pygame.K_ESCAPE, pygame.K_RETURN):
        person.key(pygame.K_s, CONTROL | pygame.KMOD_LSHIFT)
        assert isinstance(person.app.top, Ask)
        person.app.frame(0.1)
        person.type(str(other))
        person.key(pygame.K_RETURN)
        assert isinstance(person.app.top, Question) and other.read_text() == "kept"
        person.key(answer)
    assert person.desk.path == other and other.read_bytes() == draft_bytes(person.desk.draft)


def test_help_card_opens_and_closes(person: Person) -> None:
    person.key(pygame.K_F1)
    assert isinstance(person.app.top, KeyCard)
    person.app.frame(0.1)
    person.key(pygame.K_F1)
    assert person.app.top is person.screen
