"""Whatever is done to a valid level's bytes or fields, a level or a LevelError comes out, and the error names the field."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from garrison_levels.level import Level, LevelError, level_of, level_text, parse_level
from levels.conftest import DOCUMENT

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.sampled_from(["goblin", "snow", 0, 1, -3, 3, 2.75, 1e308, 10**400]),
    st.lists(st.floats(-4, 4), max_size=3), st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)  # fmt: skip
# A change of these may show as a fault of those.
LINKED = {"base": {"base", "paths"}}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


PLACES = sorted(places(DOCUMENT), key=str)


def inside(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


def top(field: str) -> str:
    return re.split(r"[.\[]", field)[0]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), JUNK)
def test_changed_field_is_valid_or_named(path: tuple[Any, ...], value: Any) -> None:
    document = copy.deepcopy(DOCUMENT)
    inside(document, path[:-1])[path[-1]] = value
    try:
        level = level_of(document, "x")
    except LevelError as error:
        assert {top(fault.field) for fault in error.faults} <= LINKED.get(path[0], {path[0]})
        assert str(error).replace("\n", "").isprintable()
    else:
        assert parse_level(level_text(level).encode()) == level


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES))
def test_left_out_field_is_valid_or_named(path: tuple[Any, ...]) -> None:
    document = copy.deepcopy(DOCUMENT)
    del inside(document, path[:-1])[path[-1]]
    try:
        assert isinstance(level_of(document), Level)
    except LevelError as error:
        assert {top(fault.field) for fault in error.faults} <= LINKED.get(path[0], {path[0]})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([place for place in PLACES if isinstance(inside(DOCUMENT, place), dict)]), st.text(min_size=1, max_size=6), JUNK)
def test_added_field_is_valid_or_named(path: tuple[Any, ...], key: str, value: Any) -> None:
    document = copy.deepcopy(DOCUMENT)
    inside(document, path).setdefault(key, value)
    try:
        assert isinstance(level_of(document), Level)
    except LevelError as error:
        assert {top(fault.field) for fault in error.faults} == {path[0]}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_broken_bytes_are_refused(data: st.DataObject) -> None:
    text = bytearray(json.dumps(DOCUMENT).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    for raw in (bytes(text), data.draw(st.binary(max_size=40))):
        try:
            assert isinstance(parse_level(raw, "x"), Level)
        except LevelError as error:
            assert error.faults
