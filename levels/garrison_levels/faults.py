"""What is wrong with a level: single faults, and the one error that this room raises."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

FAULTS_TYPE: Final = "level_faults"  # the pydantic error type that carries a list of Fault in its context
LONGEST_CAME: Final = 80
MOST_LISTED: Final = 10
OPENING: Final = re.compile(r"^(Input should be|Value error,|\w+ should have|\w+ should be) | after validation, not \d+$")
SLUG: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ONE_LINE: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
PROSE: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
TILE_ROW: Final = r"^[.gmasnhECGP]{24}$"
WANTED_TEXT: Final = {
    SLUG: "a short name of lower-case letters, digits and single hyphens",
    ONE_LINE: "one line of text without control characters",
    PROSE: "text without line breaks or control characters",
    TILE_ROW: "24 of the characters . g m a s n h E C G P",
}


class Fault(NamedTuple):
    """One fault: the field's path (such as `waves[3].enemies[1]`), what came, and what was wanted."""

    field: str
    came: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.field}: {self.came} came, wanted {self.wanted}"


class LevelError(ValueError):
    """A level that cannot be had: the file (or other source) and every fault found in it."""

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__(source, self.faults)

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return f"{self.source}: {self.faults[0]}"
        listed = [f"\n  {fault}" for fault in self.faults[:MOST_LISTED]]
        more = len(self.faults) - len(listed)
        return f"{self.source}: {len(self.faults)} faults:{''.join(listed)}" + (f"\n  and {more} more" if more else "")


def shown(value: object) -> str:
    """A value as an error may print it: one short printable line, whatever came."""
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return f"an object of {len(value)} keys"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 256:
        return "a huge integer"
    text = ascii(value)
    return text if len(text) <= LONGEST_CAME else text[: LONGEST_CAME - 3] + "..."


def path_of(parts: Sequence[object]) -> str:
    """A field's path: names joined with dots, list positions in brackets; the whole document is `level`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            name = str(part)
            name = name if name.isascii() and name.isprintable() and len(name) <= LONGEST_CAME else shown(name)
            path += f".{name}" if path else name
    return path or "level"


def faults_of(error: ValidationError) -> list[Fault]:
    """Pydantic's findings as faults; ours, which carry their own field, are unpacked; echoes of other faults are left out."""
    found = error.errors(include_url=False)
    places = [one["loc"] for one in found]
    faults: list[Fault] = []
    for one in found:
        inner = any(len(place) > len(one["loc"]) and place[: len(one["loc"])] == one["loc"] for place in places)
        if one["type"] == FAULTS_TYPE:
            faults += one["ctx"]["faults"]
        elif one["type"] != "default_factory_not_called" and not (inner and one["type"] == "too_short"):
            faults.append(_fault(one))
    return faults


def _fault(found: Any) -> Fault:
    kind, field = found["type"], path_of([part for part in found["loc"] if part != "[key]"])
    if kind == "missing":
        return Fault(field, "nothing", "this field: it is required")
    if kind == "extra_forbidden":
        return Fault(field, shown(found["input"]), "no such field: there is none of this name")
    if kind == "json_invalid":
        return Fault("file", str(found["ctx"]["error"]), "valid JSON")
    if kind == "string_pattern_mismatch":
        return Fault(field, shown(found["input"]), WANTED_TEXT.get(str(found["ctx"]["pattern"]), f"text like {found['ctx']['pattern']}"))
    return Fault(field, shown(found["input"]), OPENING.sub("", found["msg"]))
