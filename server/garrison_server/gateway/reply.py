"""The strict reading of a reply: one act (or, on the plan track, one plan), or a fault that says what came and what was wanted.

One JSON object, or one call of a tool, alone or in one fenced block. Prose is never searched, no number is clamped, no
missing key is filled in. Time and memory are bounded by the reply's length, whatever stands in it, and nothing is raised.
"""

import json
import re
from collections import Counter
from typing import Any, Final, NamedTuple

from garrison_proto.talk import LARGEST_REPLY, Call, Saying, TalkOptions, Understanding
from garrison_server.gateway.menu import Act, Menu, ValueFaultError
from garrison_server.gateway.plans import MOST_ACTS, Plan, named_plan, plan_of_acts, written_plan
from garrison_server.gateway.shown import quoted, shown

LARGEST_ANSWER: Final = 16_384  # characters of the JSON itself
SPACE: Final = " \t\r\n"
FENCE: Final = "```"
_OPENING: Final = re.compile(r"```(?:json|JSON)?[ \t\r]*\n")
_LONG_WHOLE: Final = 20  # digits; a longer one is out of every range, and exact arithmetic on it would be slow


class Fault(NamedTuple):
    """Why a reply is no act."""

    understanding: Understanding  # unparseable or out_of_schema
    explanation: str


def understand(saying: Saying, menu: Menu, options: TalkOptions) -> Plan | Fault:
    """What a reply asks for. A reply of one act is a plan of one."""
    size = len(saying.text or "") + saying.omitted
    if saying.omitted or size > LARGEST_REPLY:
        return Fault("unparseable", f"came {size} characters, wanted at most {LARGEST_REPLY}")
    try:
        if saying.calls is not None:
            return _called(saying.calls, menu, options.track == "plan")
        return _read(saying.text or "", menu, options)
    except ValueFaultError as fault:
        return Fault("out_of_schema", str(fault))
    except RecursionError:  # what could just be read may be too deep to be shown
        return Fault("unparseable", "came brackets nested too deep")


def _read(text: str, menu: Menu, options: TalkOptions) -> Plan | Fault:
    body = text.strip(SPACE)
    if not body:
        return Fault("unparseable", f"came {'nothing' if not text else 'only white space'}, wanted one JSON object")
    block, fault = _unfenced(body, options.thoughts)
    if fault:
        return Fault("unparseable", fault)
    value = _parsed(block, "one JSON object")
    if isinstance(value, Fault):
        return value
    if "name" in value or "arguments" in value:
        if options.track == "plan" and value.get("name") == "plan":
            return named_plan(value, menu)
        return plan_of_acts((menu.named(value),))
    if options.track == "plan" and ("Plan" in value or "Until" in value or "Steps" in value):
        return written_plan(value, menu)
    return plan_of_acts((menu.numbered(value),))


def _called(calls: tuple[Call, ...], menu: Menu, plans: bool) -> Plan | Fault:
    if not calls:
        return Fault("unparseable", "came no call of a tool, wanted one")
    if len(calls) > (MOST_ACTS if plans else 1):
        return Fault("unparseable", f"came {len(calls)} calls of tools, wanted {f'at most {MOST_ACTS}' if plans else 'one'}")
    acts: list[Act] = []
    fault: Fault | None = None
    for call in calls:
        arguments = _parsed(call.arguments_json, "a JSON object of arguments") if call.arguments_json.strip(SPACE) else {}
        if isinstance(arguments, Fault):
            fault = fault or arguments
        elif plans and call.name == "plan" and len(calls) == 1:
            return named_plan({"name": "plan", "arguments": arguments}, menu)
        elif fault is None:
            acts.append(menu.called(call.name, arguments))
    return fault or plan_of_acts(tuple(acts))


def _unfenced(body: str, thoughts: bool) -> tuple[str, str]:
    """The answer without the fence around it, and what is wrong with the fence; one of the two is empty."""
    fences = body.count(FENCE)
    if fences == 0:
        if thoughts and not body.startswith("{"):
            return "", f"came {quoted(body)} ... and no fenced block, wanted the answer in one fenced block (```json) at the very end"
        return body, ""
    if fences != 2:
        return "", f"came {fences} fences (```), wanted one fenced block: one that opens it and one that closes it"
    start = body.index(FENCE)
    if start and not thoughts:
        return "", f"came {quoted(body)} ... before the fenced block, wanted the fenced block and nothing else"
    opening = _OPENING.match(body, start)
    if opening is None or (start and body[start - 1] != "\n"):
        return "", f"came {quoted(body[start:])}, wanted a line ```json, then the answer, then a line ```"
    if not body.endswith("\n" + FENCE):
        return "", f"came {quoted(body[body.rindex(FENCE) :])} at the end, wanted a line ``` and nothing after it"
    return body[opening.end() : -len(FENCE)], ""


def _parsed(text: str, wanted: str) -> dict[str, Any] | Fault:
    """The one JSON object that a text is."""
    if len(text) > LARGEST_ANSWER:
        return Fault("unparseable", f"came {len(text)} characters, wanted {wanted} of at most {LARGEST_ANSWER}")
    twice: list[str] = []

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs) and not twice:
            counts = Counter(key for key, _ in pairs)
            twice.append(next(key for key, count in counts.items() if count > 1))
        return value

    try:
        value = json.loads(text, object_pairs_hook=made, parse_constant=_constant, parse_int=_whole)
    except json.JSONDecodeError as error:
        what = "more after the JSON" if error.msg == "Extra data" else f"no JSON, {error.msg[:1].lower()}{error.msg[1:]}"
        return Fault("unparseable", f"came {what} at character {error.pos}: {quoted(text[error.pos :])}; wanted {wanted} and nothing else")
    except RecursionError:
        return Fault("unparseable", f"came brackets nested too deep, wanted {wanted}")
    except ValueError as error:
        return Fault("unparseable", f"came {error}, wanted {wanted}")
    if not isinstance(value, dict):
        return Fault("unparseable", f"came {shown(value)}, wanted {wanted}")
    if twice:
        return Fault("out_of_schema", f"keys: came {shown(twice[0])} twice, wanted each key once")
    return value


def _constant(name: str) -> Any:
    raise ValueError(f"{name}, which is no number of JSON")


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONG_WHOLE else float(digits)
