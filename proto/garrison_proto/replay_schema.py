"""What a replay file must look like, field by field. It comes from anywhere and is trusted in nothing."""

import json
import math
import re
from typing import Any, Final, NoReturn

from garrison_proto import replay_modes

MOST_TICKS_PER_STEP: Final = 250
LARGEST_BYTES: Final = 64 * 1024 * 1024
MOST_STEPS: Final = 1_000_000
SEVERAL: Final = ("alliance", "siege", "commons")  # modes with rules and an action of each seat
HASH: Final = re.compile(r"[0-9a-f]{16}")
LEVEL_HASH: Final = re.compile(r"[0-9a-f]{64}")
FIELDS: Final = (
    "format", "version", "engine_version", "mode", "level", "level_hash", "level_document", "seed", "options", "result",
    "start_hash", "steps",
)  # fmt: skip


class ReplayFileError(ValueError):
    """A replay file that is not as it must be. `field` begins with the file's name."""

    def __init__(self, field: str, came: object, wanted: object) -> None:
        super().__init__(f"{field}: came {came}, wanted {wanted}")
        self.field, self.came, self.wanted = field, str(came), str(wanted)


def checked_document(data: bytes, source: str) -> dict[str, Any]:
    """The JSON object of a replay file, with every field of the right type and in its range, and `rules` as a record.

    Raises ReplayFileError."""
    document = _parsed(data, source)
    check = _Check(source)
    mode = document.get("mode") if isinstance(document, dict) else None
    check.keys("", document, FIELDS + replay_modes.FIELDS if mode in SEVERAL else FIELDS)
    check.equal("format", document["format"], "garrison-replay")
    check.equal("version", document["version"], 1)
    check.text("engine_version", document["engine_version"], 8)
    replay_modes.check_mode(check, document["mode"])
    check.text("level", document["level"], 200)
    check.hexes("level_hash", document["level_hash"], LEVEL_HASH)
    if document["level_document"] is not None:
        check.text("level_document", document["level_document"], 1 << 20)
    check.whole("seed", document["seed"], 0, (1 << 64) - 1)
    check.keys("options", document["options"], ("ticks_per_step", "max_ticks"))
    check.whole("options.ticks_per_step", document["options"]["ticks_per_step"], 1, MOST_TICKS_PER_STEP)
    check.whole("options.max_ticks", document["options"]["max_ticks"], 0, (1 << 53) - 1)
    _result(check, document["result"])
    check.hexes("start_hash", document["start_hash"], HASH)
    rules = None if mode == "defense" else replay_modes.checked_rules(check, document["mode"], document["rules"])
    _steps(check, document["steps"], math.prod(replay_modes.action_shape(document["mode"], rules)))
    if rules is not None:
        replay_modes.check_messages(check, document["messages"], len(document["steps"]), rules.seats)
    if document["result"]["steps"] != len(document["steps"]):
        check.fail("result.steps", document["result"]["steps"], f"{len(document['steps'])}, as many as there are")
    return dict(document) | {"rules": rules}


def _parsed(data: bytes, source: str) -> Any:
    if len(data) > LARGEST_BYTES:
        raise ReplayFileError(source, f"{len(data)} bytes", f"at most {LARGEST_BYTES}")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError) as error:  # ValueError: also bytes that are no UTF-8, and endless numbers
        raise ReplayFileError(source, f"{len(data)} bytes that are no JSON ({str(error)[:200]})", "a JSON object") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("an object has a key twice")
    return made


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _result(check: "_Check", result: Any) -> None:
    check.keys("result", result, ("steps", "ticks", "score", "status"))
    check.whole("result.steps", result["steps"], 0, MOST_STEPS)
    check.whole("result.ticks", result["ticks"], 0, (1 << 53) - 1)
    check.number("result.score", result["score"])
    if result["status"] not in ("running", "won", "lost", "cut"):
        check.fail("result.status", result["status"], "running, won, lost or cut")


def _steps(check: "_Check", steps: Any, width: int) -> None:
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        check.fail("steps", type(steps).__name__, f"a list of at most {MOST_STEPS} steps")
    for i, step in enumerate(steps):
        if not isinstance(step, list) or len(step) != width + 1:
            check.fail(f"steps[{i}]", step, "[x, y, action, hash]" if width == 3 else f"{width} numbers of its seats' actions, and a hash")
        for j in range(width):
            if step[j] is not None:
                check.number(f"steps[{i}][{j}]", step[j])
        check.hexes(f"steps[{i}][{width}]", step[width], HASH)


class _Check:
    """Checks of single values; each names the field it failed at."""

    def __init__(self, source: str) -> None:
        self.source = source

    def fail(self, field: str, came: object, wanted: str) -> NoReturn:
        shown = repr(came)
        raise ReplayFileError(
            f"{self.source}: {field}" if field else self.source, shown if len(shown) <= 80 else shown[:76] + " ...", wanted
        )

    def keys(self, field: str, value: Any, wanted: tuple[str, ...]) -> None:
        if not isinstance(value, dict):
            self.fail(field, type(value).__name__, "an object")
        if set(value) != set(wanted):
            odd = sorted(set(value) ^ set(wanted))[0]
            self.fail(f"{field}.{odd}".lstrip("."), "nothing" if odd in wanted else value[odd], f"the fields {', '.join(wanted)}")

    def equal(self, field: str, value: Any, wanted: object) -> None:
        if value != wanted or type(value) is not type(wanted):
            self.fail(field, value, repr(wanted))

    def text(self, field: str, value: Any, longest: int) -> None:
        if not isinstance(value, str) or not 1 <= len(value) <= longest:
            self.fail(field, value, f"a text of 1 to {longest} characters")

    def hexes(self, field: str, value: Any, pattern: re.Pattern[str]) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.fail(field, value, f"hexadecimal digits: {pattern.pattern}")

    def whole(self, field: str, value: Any, least: int, greatest: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= greatest:
            self.fail(field, value, f"a whole number from {least} to {greatest}")

    def number(self, field: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.fail(field, value, "a finite number")
        try:
            finite = math.isfinite(float(value))
        except OverflowError:
            finite = False
        if not finite:
            self.fail(field, value, "a finite number")
