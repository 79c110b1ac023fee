"""The table of keys: one key, one command, each known to the game, and the page of the documents shows them all."""

from pathlib import Path

from garrison.play.aim import WORDS
from garrison.play.game_screen import PICTURE_BUTTONS
from garrison.play.hand import AIMS, ARROWS, AT_POINT
from garrison.play.keys import COMMANDS, HELP, SECTIONS
from garrison.play.side_panel import LABELS
from garrison_server.picture import panels
from garrison_server.picture.shapes import BUTTON_SIDE

PAGE = Path(__file__).resolve().parents[2] / "docs/playing.md"


def test_no_key_has_two_commands() -> None:
    codes = [code for keys in SECTIONS.values() for key in keys for code in key.codes]
    assert len(codes) == len(set(codes))


def test_every_command_is_carried_out_and_every_button_has_a_key() -> None:
    known = {*ARROWS, *AIMS, *AT_POINT, *LABELS, "click", "fire", "health", "next point"}
    assert set(COMMANDS.values()) == known
    assert set(AIMS.values()) <= set(WORDS)


def test_page_lists_the_keys_as_the_help_card_does() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = [key for keys in HELP.values() for key, words in keys if f"| {key} | {words} |" not in page]
    assert not missing


def test_buttons_of_the_picture_are_clicked_where_the_server_draws_them() -> None:
    art_px = 2  # frame pixels of an art pixel
    drawn = [(panels.BUTTONS + place * panels.BUTTON, panels.BUTTONS_TOP, BUTTON_SIDE, BUTTON_SIDE) for place in range(3)]
    assert [tuple(rect) for rect in PICTURE_BUTTONS.values()] == [tuple(art_px * side for side in rect) for rect in drawn]
