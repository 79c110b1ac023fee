"""A draft as its level file, and back. The file's text is the one canonical text that `garrison levels` writes too."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from garrison.edit.draft import TILES, Draft, Look, Path, Point, Site, Wave
from garrison.edit.numbers import NUMBERS

LINE: Final = 120  # characters
FIELDS: Final = (
    "format", "name", "title", "description", "paths", "base", "hero", "tower_points", "waves", "wave_interval_s", "countdown_s", "gold",
    "life", "refund_rate", "coins", "fog", "look", "zones", "rules",
)  # fmt: skip
MAY_MISS: Final = {"description", "hero", "life", "fog", "look", "rules", "zones"}
NO_RULES: Final[Mapping[str, Any]] = {"towers": {}, "enemies": {}, "knight": {}, "reinforcements": {}, "hero": {}}


class DocumentError(ValueError):
    """A document that has not a level's shape, so that no draft can hold it; the message names the field, what came, what was wanted."""


def document_of(draft: Draft) -> dict[str, Any]:
    """The draft as the JSON document of a level file, fields in the file's order."""
    groups: dict[str, Any] = {}
    for field, value in draft.numbers.items():
        group, _, name = field.rpartition(".")
        (groups.setdefault(group, {}) if group else groups)[name] = value
    look: dict[str, Any] = {"ground": draft.look.ground, "road": draft.look.road}
    if draft.look.tiles:
        look["tiles"] = list(draft.look.tiles)
    written = {
        "format": 1, "name": draft.name, "title": draft.title, "description": draft.description, "base": list(draft.base),
        "paths": [[list(point) for point in path] for path in draft.paths], "hero": list(draft.hero), "look": look,
        "zones": draft.zones, "rules": draft.rules,
        "tower_points": [{"at": list(site.at), "rally": list(site.rally), "misleading": site.misleading} for site in draft.sites],
        "waves": [{"enemies": list(wave.enemies), "interval_s": wave.interval_s} for wave in draft.waves], **groups,
    }  # fmt: skip
    return {field: written[field] for field in FIELDS if written[field] is not None}


def draft_bytes(draft: Draft) -> bytes:
    """The level file: the same bytes for the same draft, one short list or object a line."""
    return (_laid_out(document_of(draft), "") + "\n").encode()


def parse_draft(data: bytes) -> Draft:
    """The draft in a level file's bytes; raises DocumentError. A level that is wrong only in what it says is a draft like any other."""
    try:
        return read_document(json.loads(data.decode("utf-8")))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DocumentError(f"file: {error}, wanted the JSON of a level") from None


def read_document(document: Any) -> Draft:
    """The draft that a JSON document holds; raises DocumentError."""
    level = _object(document, "level", set(FIELDS) - MAY_MISS, MAY_MISS)
    zones = level.get("zones")
    if level["format"] != 1:
        raise _wrong("format", level["format"], "1")
    base = _point(level["base"], "base")
    return Draft(
        name=_text(level["name"], "name"),
        title=_text(level["title"], "title"),
        description=_text(level.get("description", ""), "description"),
        paths=tuple(_path(path, f"paths[{p}]", base) for p, path in enumerate(_list(level["paths"], "paths"))),
        base=base,
        hero=_point(level.get("hero", base), "hero"),
        sites=tuple(_site(site, f"tower_points[{i}]") for i, site in enumerate(_list(level["tower_points"], "tower_points"))),
        waves=tuple(_wave(wave, f"waves[{w}]") for w, wave in enumerate(_list(level["waves"], "waves"))),
        numbers=_numbers(level),
        look=_look(level.get("look", {})),
        rules={**NO_RULES, **_object(level.get("rules", {}), "rules", set(), set(NO_RULES))},
        zones=None if zones is None else _object(zones, "zones", {"points", "roads"}, set()),
    )


def _numbers(level: dict[str, Any]) -> dict[str, float | int | bool]:
    groups = {"gold": _object(level["gold"], "gold", {"start", "maximum"}, set())}
    groups["coins"] = _object(level["coins"], "coins", {"refresh_s", "residence_s", "value", "extra"}, set())
    groups["fog"] = _object(level.get("fog", {}), "fog", set(), {"on", "speed"})
    read: dict[str, float | int | bool] = {}
    for number in NUMBERS:
        group, _, name = number.field.rpartition(".")
        value = (groups[group] if group else level).get(name, number.default)
        if isinstance(number.default, bool):
            if not isinstance(value, bool):
                raise _wrong(number.field, value, "true or false")
            read[number.field] = value
        else:
            amount = _number(value, number.field)
            if number.whole and not isinstance(value, int):
                raise _wrong(number.field, value, "a whole number")
            read[number.field] = value if number.whole else amount
    return read


def _path(value: Any, field: str, base: Point) -> Path:
    points = tuple(_point(point, f"{field}[{i}]") for i, point in enumerate(_list(value, field)))
    if len(points) < 2 or points[-1] != base:
        raise _wrong(field, value, f"2 points and more, the last of them the base, {base}")
    return points


def _site(value: Any, field: str) -> Site:
    site = _object(value, field, {"at", "rally"}, {"misleading"})
    misleading = site.get("misleading", False)
    if not isinstance(misleading, bool):
        raise _wrong(f"{field}.misleading", misleading, "true or false")
    return Site(_point(site["at"], f"{field}.at"), _point(site["rally"], f"{field}.rally"), misleading)


def _wave(value: Any, field: str) -> Wave:
    wave = _object(value, field, {"enemies", "interval_s"}, set())
    enemies = tuple(_text(enemy, f"{field}.enemies[{i}]") for i, enemy in enumerate(_list(wave["enemies"], f"{field}.enemies")))
    return Wave(enemies, _number(wave["interval_s"], f"{field}.interval_s"))


def _look(value: Any) -> Look:
    look = _object(value, "look", set(), {"ground", "road", "tiles"})
    tiles = tuple(_text(row, f"look.tiles[{r}]") for r, row in enumerate(_list(look.get("tiles", []), "look.tiles")))
    if tiles and (len(tiles) != TILES or any(len(row) != TILES for row in tiles)):
        raise _wrong("look.tiles", f"{len(tiles)} rows", f"{TILES} rows of {TILES} characters")
    ground, road = _text(look.get("ground", Look.ground), "look.ground"), _text(look.get("road", Look.road), "look.road")
    return Look(ground, road, tiles if any(row.strip(".") for row in tiles) else ())


def _point(value: Any, field: str) -> Point:
    if isinstance(value, (list, tuple)) and len(value) == 2:
        return (_number(value[0], f"{field}[0]"), _number(value[1], f"{field}[1]"))
    raise _wrong(field, value, "[x, y]")


def _number(value: Any, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e12 or math.isnan(value):
        raise _wrong(field, value, "a number of a sensible size")
    return float(value)


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise _wrong(field, value, "text")
    return value


def _list(value: Any, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(field, value, "a list")
    return value


def _object(value: Any, field: str, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(field, value, "an object")
    prefix = "" if field == "level" else f"{field}."
    for key in sorted(required - value.keys()):
        raise _wrong(prefix + key, None, "this field: it is required")
    for key in sorted(value.keys() - required - optional):
        raise _wrong(prefix + ascii(key)[1:-1], value[key], "no such field: there is none of this name")
    return value


def _wrong(field: str, came: Any, wanted: str) -> DocumentError:
    text = "nothing" if came is None else ascii(came)
    return DocumentError(f"{field}: {text if len(text) <= 80 else text[:77] + '...'} came, wanted {wanted}")


def _laid_out(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(indent) + len(flat) <= LINE or not isinstance(value, (list, dict)):
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + _laid_out(item, inner) for item in value) + f"\n{indent}]"
    rows = (f"{inner}{json.dumps(key)}: {_laid_out(item, inner)}" for key, item in value.items())
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
