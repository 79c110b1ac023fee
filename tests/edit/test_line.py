"""A line that is typed into."""

import pygame
import pytest

from garrison.edit.line import Line


def typed(line: Line, *keys: int | str) -> Line:
    for key in keys:
        code, character = (key, "") if isinstance(key, int) else (ord(key), key)
        line.press(pygame.event.Event(pygame.KEYDOWN, key=code, mod=0, unicode=character))
    return line


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("x",), "x"),
        ((pygame.K_BACKSPACE,), ""),
        ((pygame.K_END, "x"), "abcx"),
        ((pygame.K_LEFT, "x", "y"), "abxyc"),
        ((pygame.K_HOME, "x", pygame.K_DELETE), "xbc"),
        ((pygame.K_HOME, pygame.K_BACKSPACE), "abc"),
        ((pygame.K_END, pygame.K_RIGHT, pygame.K_DELETE, pygame.K_BACKSPACE), "ab"),
        ((pygame.K_F2, "\t", "\r"), "abc"),
    ],
)
def test_keys_change_the_text(keys: tuple[int | str, ...], text: str) -> None:
    assert typed(Line("abc"), *keys).text == text


def test_pasted_text_has_no_line_breaks() -> None:
    line = Line("abc")
    line.put("one\ntwo\x00")
    assert line.text == "onetwo" and line.shown == "onetwo|"
