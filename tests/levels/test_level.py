"""Reading, checking, writing, hashing and finding levels."""

import json
from pathlib import Path
from typing import Any

import pytest

from garrison_levels.level import (
    LevelError,
    benchmark_levels,
    find_level,
    level_hash,
    level_of,
    level_text,
    parse_level,
    read_level,
    write_level,
)


def change(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return document


BAD_FIELDS = [
    (("format",), 2, "format", "1"),
    (("format",), None, "format", "1"),
    (("name",), "Not A Slug", "name", "lower-case letters"),
    (("title",), "", "title", "one line of text"),
    (("title",), "red \x1b[31m", "title", "control characters"),
    (("paths",), [], "paths", "at least 1"),
    (("paths", 0), [[2, 0]], "paths[0]", "at least 2"),
    (("paths", 0), [[i / 8 - 2.9, 0] for i in range(20)] + [[2, 0]], "paths[0]", "at most 20"),
    (("paths", 1, 0), [0, -3.01], "paths[1][0][1]", "greater than or equal to -3"),
    (("paths", 1, 0), [0, 1, 2], "paths[1][0]", "at most 2 items"),
    (("paths", 0, 1), [-3, 1], "paths[0][1]", "consecutive waypoints that differ"),
    (("paths", 0, 2), [2, 0.1], "paths[0][2]", "every path ends there"),
    (("base",), "here", "base", "array"),
    (("hero", 0), True, "hero[0]", "number"),
    (("tower_points", 0, "at"), [2.9, 0], "tower_points[0].at", "a box inside the map"),
    (("tower_points", 1, "at"), [0.1, 0.4], "tower_points[1].at", "clear of tower_points[0].at"),
    (("tower_points", 1, "misleading"), 1, "tower_points[1].misleading", "boolean"),
    (("waves", 1, "enemies", 1), "dragon", "waves[1].enemies[1]", "'goblin', 'orc'"),
    (("waves", 1, "enemies", 1), "skeleton", "waves[1].enemies[1]", "'goblin', 'orc'"),
    (("waves", 0, "enemies"), ["orc"] * 26, "waves[0].enemies", "at most 25"),
    (("waves", 0, "interval_s"), 0, "waves[0].interval_s", "0.02"),
    (("wave_interval_s",), "8", "wave_interval_s", "number"),
    (("gold", "start"), 901, "gold.start", "at most gold.maximum, 900"),
    (("gold", "start"), 300.5, "gold.start", "integer"),
    (("life",), 0, "life", "1"),
    (("refund_rate",), 1.01, "refund_rate", "1"),
    (("coins", "colour"), "red", "coins.colour", "no such field"),
    (("fog", "speed"), -1, "fog.speed", "0"),
    (("look", "ground"), "lava", "look.ground", "'grass'"),
    (("look", "tiles"), None, "look.tiles", "array"),
    (("look", "tiles"), ["." * 24] * 23, "look.tiles", "at least 24 items"),
    (("look", "tiles"), ["." * 24] * 25, "look.tiles", "at most 24 items"),
    (("look", "tiles"), [*["g" * 24] * 3, "." * 23, *["P" * 24] * 20], "look.tiles[3]", "24 of the characters . g m a s n h E C G P"),
    (("look", "tiles"), [*["." * 24] * 23, "." * 23 + "x"], "look.tiles[23]", "24 of the characters"),
    (("look", "tiles"), ["." * 24 + "\n", *["." * 24] * 23], "look.tiles[0]", "24 of the characters"),
    (("rules", "enemies", "dragon"), {}, "rules.enemies.dragon", "'goblin', 'orc'"),
    (("rules", "enemies", "goblin"), {"brood": 3}, "rules.enemies.goblin.brood", "without end"),
    (("rules", "towers", "archer", "price"), -1, "rules.towers.archer.price", "0"),
    (("rules", "hero", "helth"), 3, "rules.hero.helth", "no such field"),
]


@pytest.mark.parametrize(("path", "value", "field", "wanted"), BAD_FIELDS, ids=lambda part: str(part)[:30])
def test_bad_field_is_named(document: dict[str, Any], path: tuple[Any, ...], value: Any, field: str, wanted: str) -> None:
    with pytest.raises(LevelError) as caught:
        level_of(change(document, path, value), "mine.json")
    assert caught.value.source == "mine.json"
    assert [fault.field for fault in caught.value.faults] == [field]
    assert wanted in caught.value.faults[0].wanted
    assert str(caught.value).startswith(f"mine.json: {field}: ")
    assert str(caught.value).isprintable()


def test_missing_field_is_named(document: dict[str, Any]) -> None:
    del document["gold"]["start"], document["base"]
    with pytest.raises(LevelError) as caught:
        level_of(document)
    assert [fault.field for fault in caught.value.faults] == ["base", "gold.start"]
    assert all(fault.came == "nothing" for fault in caught.value.faults)


def test_many_faults_are_all_kept_and_some_are_shown(document: dict[str, Any]) -> None:
    document["waves"] = [{"enemies": ["nobody"] * 12, "interval_s": 1}]
    with pytest.raises(LevelError) as caught:
        level_of(document)
    assert len(caught.value.faults) == 12
    assert "12 faults" in str(caught.value)
    assert "and 2 more" in str(caught.value)


def test_optional_fields_have_defaults(document: dict[str, Any]) -> None:
    for name in ("description", "hero", "life", "fog", "look", "rules"):
        del document[name]
    level = level_of(document)
    assert level.hero == level.base
    assert (level.life, level.fog.on, level.description) == (20, False, "")
    assert (level.rules.towers, level.rules.hero) == ({}, {})


def test_overrides_are_plain_dicts_of_set_fields(document: dict[str, Any]) -> None:
    rules = level_of(document).rules
    assert type(rules.towers["archer"]) is dict
    assert rules.towers == {"archer": {"price": 90, "range": 2.5}}
    assert rules.knight == {"damage": 10.0}


def test_level_cannot_be_changed(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="frozen"):
        level_of(document).life = 3


@pytest.mark.parametrize("name", ["small", *(f"garrison-{i}" for i in range(1, 6))])
def test_written_level_reads_back_equal(document: dict[str, Any], tmp_path: Path, name: str) -> None:
    level = level_of(document) if name == "small" else find_level(name)
    write_level(level, tmp_path / "level.json")
    again = read_level(tmp_path / "level.json")
    assert again == level
    assert level_hash(again) == level_hash(level)
    assert level_text(again) == level_text(level)


def test_tiles_are_kept_and_hashed_and_plain_ones_are_as_none(document: dict[str, Any], tmp_path: Path) -> None:
    without = level_of(document)
    plain = level_of(change(document, ("look", "tiles"), ["." * 24] * 24))
    assert plain == without
    assert level_hash(plain) == level_hash(without)
    assert "tiles" not in level_text(plain)
    brushed = level_of(change(document, ("look", "tiles"), ["gmasnhECGP" + "." * 14, *["." * 24] * 23]))
    assert level_hash(brushed) != level_hash(without)
    write_level(brushed, tmp_path / "level.json")
    assert read_level(tmp_path / "level.json") == brushed


def test_hash_ignores_spelling_and_sees_content(document: dict[str, Any]) -> None:
    level = level_of(document)
    shuffled = json.dumps(dict(reversed(document.items())), indent=3).replace("[2, 0]", "[2.0, 0e0]").encode()
    assert level_hash(parse_level(shuffled)) == level_hash(level)
    assert len(level_hash(level)) == 64
    changed = level_of(change(document, ("coins", "value"), 31))
    assert level_hash(changed) != level_hash(level)


def test_hash_is_the_same_in_every_release(document: dict[str, Any]) -> None:
    assert level_hash(level_of(document)) == "f9fb8312b7d4f8e84afb5d5990c9da21e5229e587e4649077aa50aa71b6f960b"


@pytest.mark.parametrize(
    "data", [b"", b"null", b"3", b'"level"', b"[]", b"{}", b"\xef\xbb\xbf{}", b"\xff\xfe", b"{" * 10_000, b"1" * 5_000]
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(LevelError) as caught:
        parse_level(data, "x")
    assert str(caught.value).startswith("x: ")


def test_document_that_is_not_json_is_refused(document: dict[str, Any]) -> None:
    for value in (object(), float("nan"), {1, 2}):
        with pytest.raises(LevelError):
            level_of({**document, "life": value})
    document["rules"] = document
    with pytest.raises(LevelError):
        level_of(document)


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "huge.json").write_bytes(b" " * (1 << 20) + b"{}")
    for path, came in ((tmp_path, "a folder"), (tmp_path / "none.json", "no such file"), (tmp_path / "huge.json", "bytes")):
        with pytest.raises(LevelError) as caught:
            read_level(path)
        assert came in caught.value.faults[0].came
        assert caught.value.source == str(path)
    with pytest.raises(LevelError, match="not a plain file"):
        read_level("/dev/null")


@pytest.mark.parametrize(
    "name",
    ["garrison-6", "", "generated", "generated:1", "generated:x:1", "generated:1:6", "generated:1:2:3", "a\0.json", "x" * 5000 + ".json"],
)
def test_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(LevelError) as caught:
        find_level(name)
    assert str(caught.value).isprintable()


def test_names_and_paths_are_found(document: dict[str, Any], tmp_path: Path) -> None:
    assert find_level("garrison-2") is benchmark_levels()["garrison-2"]
    write_level(level_of(document), tmp_path / "mine.json")
    assert find_level(tmp_path / "mine.json").name == "small-1"
    assert find_level("generated:5:2").name == "generated-5-2"
