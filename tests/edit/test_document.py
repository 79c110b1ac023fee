"""Drafts and level files: the same text as the levels' own, and damage named."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edit.edits import all_edits
from garrison.backend import Backend
from garrison.edit.checker import check
from garrison.edit.document import DocumentError, document_of, draft_bytes, parse_draft, read_document
from garrison.edit.draft import EditError
from garrison.edit.file import load_named
from garrison.edit.history import Edit
from garrison.edit.template import new_draft
from garrison_levels.fields import ENEMY_NAMES
from garrison_levels.level import LevelError, benchmark_levels, level_of, level_text, parse_level


@pytest.mark.parametrize("level", ["garrison-1", "garrison-2", "garrison-3", "garrison-4", "garrison-5", "generated:3:5"])
def test_a_level_read_and_written_is_the_server_s_text(backend: Backend, level: str) -> None:
    assert draft_bytes(load_named(level, backend)) == backend.describe(level).level_document


def test_new_level_is_sound_and_names_all_enemies(backend: Backend) -> None:
    from garrison.edit.draft import ENEMIES

    assert check(backend, new_draft()) == () and ENEMIES == ENEMY_NAMES


@given(st.lists(all_edits, max_size=12))
@settings(max_examples=60, deadline=None)
def test_edited_draft_is_written_as_the_levels_room_writes_it(edits: list[tuple[str, Edit]]) -> None:
    draft = new_draft()
    for _, edit in edits:
        try:
            draft = edit(draft)
        except EditError:
            continue
    data = draft_bytes(draft)
    try:
        level = parse_level(data)
    except LevelError as error:
        assert all(not fault.wanted.startswith("this field") for fault in error.faults)
    else:
        assert level_text(level).encode() == data


def test_left_out_fields_are_the_format_s_own_defaults(backend: Backend) -> None:
    document = document_of(new_draft())
    for field in ("description", "hero", "life", "fog", "look", "rules"):
        del document[field]
    told = parse_draft(backend.describe("", level_document=json.dumps(document).encode()).level_document)
    assert read_document(document) == told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(extra=1), "extra: 1 came, wanted no such field"),
        (lambda d: d.pop("gold"), "gold: nothing came, wanted this field"),
        (lambda d: d["waves"][1].update(interval_s="soon"), r"waves\[1\].interval_s: 'soon' came, wanted a number"),
        (lambda d: d["paths"][0].pop(), r"paths\[0\]: .* came, wanted .* the base"),
        (lambda d: d["tower_points"].append([1, 2]), r"tower_points\[4\]: \[1, 2\] came, wanted an object"),
        (lambda d: d["look"].update(tiles=["."]), "look.tiles: '1 rows' came, wanted 24 rows"),
        (lambda d: d["gold"].update(start=1.5), "gold.start: 1.5 came, wanted a whole number"),
        (lambda d: d["fog"].update(on="yes"), "fog.on: 'yes' came, wanted true or false"),
    ],
)
def test_misshapen_document_is_refused_with_its_field(change: Any, said: str) -> None:
    document = json.loads(draft_bytes(new_draft()))
    change(document)
    with pytest.raises(DocumentError, match=said):
        read_document(document)


def test_bytes_that_are_no_json_are_refused() -> None:
    for data in (b"\xff", b"{", b"[" * 100_000, b"3"):
        with pytest.raises(DocumentError):
            parse_draft(data)


def test_faulty_but_well_shaped_values_are_kept() -> None:
    draft = replace(new_draft(), name="Not A Slug", base=(9.0, 9.0), paths=(((-9.0, 0.0), (9.0, 9.0)),))
    assert parse_draft(draft_bytes(draft)) == draft


def test_zones_are_kept_as_they_stand() -> None:
    level = benchmark_levels()["garrison-2"]
    zoned = level_of(level.model_dump(mode="json") | {"zones": {"points": [0, 1] * 5, "roads": [1, 0]}})
    draft = parse_draft(level_text(zoned).encode())
    assert draft_bytes(draft) == level_text(zoned).encode()
