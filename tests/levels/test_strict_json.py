"""What strict JSON refuses, and what it lets through."""

import json

import pytest

from garrison_levels.strict_json import DEEPEST, LARGEST_BYTES, JsonError, parse_json


@pytest.mark.parametrize(
    ("data", "came"),
    [
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "twice"),
        (b'{"a": 1, "\\u0061": 2}', "twice"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b'{"a": 1,}', "line 1, column 9"),
        (b"[1] 2", "extra data"),
        (b"'a'", "expecting value"),
        (b"\x80", "0x80 at offset 0"),
        (b'"\xed\xa0\x80"', "0xed"),
        (b"9" * 5000, "4300 digits"),
        (b"[" * (DEEPEST + 1), "nested deeper"),
        (b'[{"a":' * DEEPEST, "nested deeper"),
        (b" " * (LARGEST_BYTES + 1), "bytes"),
    ],
)
def test_faulty_text_is_refused(data: bytes, came: str) -> None:
    with pytest.raises(JsonError) as caught:
        parse_json(data)
    assert came in caught.value.fault.came
    assert len(str(caught.value)) < 300


def test_brackets_in_strings_are_no_nesting() -> None:
    value = {"a": "[" * 50 + '"\\' + "{" * 50}
    assert parse_json(json.dumps(value).encode()) == value


def test_deepest_allowed_text_is_read() -> None:
    assert parse_json(b"[" * DEEPEST + b"]" * DEEPEST) is not None
