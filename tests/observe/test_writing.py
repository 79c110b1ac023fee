"""Numbers written as bytes equal Python's."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as hypo

from garrison_server.observe.writing import put, put_number, put_row, put_whole, table, word


def written(value: float, digits: int) -> str:
    out = np.zeros(64, np.uint8)
    return out[: put_number(out, 0, value, digits)].tobytes().decode()


@given(value=hypo.floats(-1e9, 1e9), digits=hypo.integers(0, 6))
def test_number_is_json_within_half_a_unit_of_its_last_digit(value: float, digits: int) -> None:
    text = written(value, digits)
    assert abs(json.loads(text) - value) <= 0.5 * 10.0**-digits * (1 + 1e-9) + abs(value) * 1e-15
    assert text != "-0"
    assert "." not in text or (text[-1] not in "0." and len(text.split(".")[1]) <= digits)


@given(value=hypo.integers(0, 10**15))
def test_whole_number_is_pythons(value: int) -> None:
    out = np.zeros(20, np.uint8)
    assert out[: put_whole(out, 0, value)].tobytes().decode() == str(value)


def test_words_and_rows_follow_each_other() -> None:
    out, rows = np.zeros(20, np.uint8), table(("", "orc", "bat"))
    at = put_row(out, put(out, put_row(out, put(out, 0, word("an ")), rows, 1), b", "), rows, 2)
    assert out[: put_row(out, at, rows, 0)].tobytes() == b"an orc, bat"
