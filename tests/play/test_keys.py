"""The table of keys: one key, one command, each known to the game, and the page of the documents shows them all."""

from pathlib import Path

from garrison.play.aim import WORDS
from garrison.play.hand import AIMS, ARROWS, AT_POINT
from garrison.play.keys import COMMANDS, HELP, SECTIONS
from garrison.play.side_panel import LABELS

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
