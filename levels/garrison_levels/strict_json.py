"""JSON read strictly: UTF-8, one MiB at most, no duplicate keys, no NaN or Infinity, no deep nesting."""

import json
from typing import Any, Final

from garrison_levels.faults import Fault, shown

LARGEST_BYTES: Final = 1 << 20
DEEPEST: Final = 16


class JsonError(ValueError):
    """One fault of a JSON text; it leaves this room only as a LevelError or a TowerMindError."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def parse_json(data: bytes) -> Any:
    """The value of a JSON text; raises JsonError with what came and what was wanted."""
    if len(data) > LARGEST_BYTES:
        raise JsonError(Fault("file", f"{len(data)} bytes", f"at most {LARGEST_BYTES} bytes"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonError(Fault("file", f"byte 0x{data[error.start]:02x} at offset {error.start}", "UTF-8 text")) from None
    _check_depth(text)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        came = f"{error.msg[:1].lower()}{error.msg[1:]} (line {error.lineno}, column {error.colno})"
        raise JsonError(Fault("file", came, "valid JSON")) from None
    except JsonError:
        raise
    except (ValueError, RecursionError, OverflowError) as error:  # an integer of thousands of digits
        raise JsonError(Fault("file", shown(str(error)), "numbers of a sensible size")) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for i, key in enumerate(keys) if key in keys[:i])
        raise JsonError(Fault(f"key {shown(twice)}", "the same key twice in one object", "each key once"))
    return made


def _constant(name: str) -> Any:
    raise JsonError(Fault("file", name, "finite numbers"))


def _check_depth(text: str) -> None:
    depth, in_string, escaped = 0, False, False
    for position, character in enumerate(text):
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > DEEPEST:
                raise JsonError(Fault("file", f"brackets nested deeper than {DEEPEST} at character {position}", "a level's shape"))
        elif character in "]}":
            depth -= 1
