"""The table of keys: one key, one command, each known to the game, and the page of the documents shows them all."""

from pathlib import Path

import pytest

from garrison.play.aim import WORDS
from garrison.play.attack_keys import ATTACK
from garrison.play.game_screen import PICTURE_BUTTONS
from garrison.play.hand import AIMS, ARROWS, AT_POINT, HERE
from garrison.play.keys import ALONE, IN_COMPANY, Keyboard
from garrison.play.panel_parts import LABELS
from garrison.play.table_keys import TABLE
from garrison_server.picture import panels
from garrison_server.picture.shapes import BUTTON_SIDE

PAGE = Path(__file__).resolve().parents[2] / "docs/playing.md"


@pytest.mark.parametrize("keyboard", [ALONE, IN_COMPANY, TABLE])
def test_no_key_has_two_commands(keyboard: Keyboard) -> None:
    codes = [code for keys in keyboard.sections.values() for key in keys for code in key.codes]
    assert len(codes) == len(set(codes))


def test_every_command_is_carried_out_and_every_button_has_a_key() -> None:
    company = {"gift", "message"}
    known = {*ARROWS, *AIMS, *AT_POINT, *LABELS, "click", "fire", "health", "next point"}
    assert {command for _, command in ALONE.commands.values()} == known - company
    assert {command for _, command in IN_COMPANY.commands.values()} == known
    at_table = {*(f"go {way}" for way in ARROWS), *HERE, "act", "back", "next point", "fire", "health", *company}
    assert {command for _, command in TABLE.commands.values()} == at_table | (set(LABELS) - set(AIMS))
    assert set(AIMS.values()) <= set(WORDS)


def test_page_lists_the_keys_as_the_help_card_does() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [row for keyboard in (IN_COMPANY, TABLE, ATTACK) for keys in keyboard.help.values() for row in keys]
    missing = [key for key, words in rows if f"| {key} | {words} |" not in page]
    assert not missing


def test_buttons_of_the_picture_are_clicked_where_the_server_draws_them() -> None:
    art_px = 2  # frame pixels of an art pixel
    drawn = [(panels.BUTTONS + place * panels.BUTTON, panels.BUTTONS_TOP, BUTTON_SIDE, BUTTON_SIDE) for place in range(3)]
    assert [tuple(rect) for rect in PICTURE_BUTTONS.values()] == [tuple(art_px * side for side in rect) for rect in drawn]
