"""The strict reading of replies: each lands in its class, whatever it is; nothing raises, nothing hangs."""

import json
import time
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from garrison_proto.talk import Call, Saying, TalkOptions, trimmed
from garrison_server.gateway.menu import BY_NAME, Menu
from garrison_server.gateway.plans import Plan
from garrison_server.gateway.reply import Fault, understand
from garrison_server.gateway.tools import answer_schema, openai_tools
from gateway.replies import CALL, GOOD, OUT_OF_SCHEMA, READ, UNPARSEABLE

TURN, PLAN = TalkOptions(form="object"), TalkOptions(form="object", track="plan")
THOUGHTS = TalkOptions(form="object", thoughts=True)
RELAXED = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


def read(text: str, menu: Menu, options: TalkOptions = TURN) -> Plan | Fault:
    return understand(trimmed(Saying(text=text)), menu, options)


def kind(text: str, menu: Menu, options: TalkOptions = TURN) -> str:
    result = read(text, menu, options)
    return result.understanding if isinstance(result, Fault) else "read"


@pytest.mark.parametrize("text", READ)
def test_one_object_alone_or_fenced_is_read(text: str, menu: Menu) -> None:
    assert kind(text, menu) == "read"


@pytest.mark.parametrize("text", UNPARSEABLE, ids=lambda text: repr(text[:30]))
def test_what_is_not_one_json_object_is_unparseable(text: str, menu: Menu) -> None:
    assert kind(text, menu) == "unparseable"


@pytest.mark.parametrize("text", OUT_OF_SCHEMA, ids=lambda text: repr(text[:60]))
def test_an_object_of_another_form_is_out_of_schema(text: str, menu: Menu) -> None:
    assert kind(text, menu) == "out_of_schema"


def test_depth_that_can_just_be_read_but_not_shown_raises_nothing(menu: Menu) -> None:
    for depth in range(500, 1100, 7):
        assert kind('{"X": ' + "[" * depth + "]" * depth + ', "Y": 0, "Action": 6}', menu) in ("unparseable", "out_of_schema")


@pytest.mark.parametrize("text", [*UNPARSEABLE, *OUT_OF_SCHEMA], ids=lambda text: repr(text[:30]))
def test_an_explanation_is_short_plain_and_says_what_came_and_was_wanted(text: str, menu: Menu) -> None:
    fault = read(text, menu)
    assert isinstance(fault, Fault)
    assert fault.explanation.isascii() and len(fault.explanation) < 600 and "\n" not in fault.explanation
    assert "came " in fault.explanation


def test_nothing_is_clamped_guessed_or_filled_in(menu: Menu) -> None:
    plan = read('{"X": 0.123456789012345, "Y": -3, "Action": 9}', menu)
    assert isinstance(plan, Plan) and plan.acts[0][:3] == (0.123456789012345, -3.0, 9)
    assert plan.steps == 1


def test_a_named_site_is_its_own_place(menu: Menu) -> None:
    for number, site in enumerate(menu.sites):
        plan = read(json.dumps({"name": "upgrade", "arguments": {"site": site}}), menu)
        assert isinstance(plan, Plan) and plan.acts[0][:3] == (*menu.places[number], 3)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"First the hero.\n```json\n{GOOD}\n```", "read"),
        (GOOD, "read"),
        (f"First the hero. {GOOD}", "unparseable"),
        (f"First.\n```json\n{GOOD}\n```\nSo.", "unparseable"),
        (f"First. ```json\n{GOOD}\n```", "unparseable"),
        (f"```text\nplan\n```\n```json\n{GOOD}\n```", "unparseable"),
        ("I think ```", "unparseable"),
        ("Well, {}", "unparseable"),
    ],
)
def test_thoughts_may_stand_before_one_fenced_block_and_nowhere_else(text: str, wanted: str, menu: Menu) -> None:
    assert kind(text, menu, THOUGHTS) == wanted


def test_calls_are_judged_like_words(menu: Menu) -> None:
    def judged(*calls: tuple[str, str], options: TalkOptions = TURN) -> str:
        result = understand(Saying(calls=tuple(Call(*call) for call in calls)), menu, options)
        return result.understanding if isinstance(result, Fault) else f"read {len(result.acts)}"

    assert judged(("build", '{"site": "A1", "tower": "archer"}')) == "read 1"
    assert judged(("wait", "")) == judged(("wait", "{}")) == "read 1"
    assert judged() == judged(("wait", ""), ("wait", "")) == "unparseable"
    assert judged(("build", '{"site": ')) == judged(("build", "[1]")) == judged(("wait", "NaN")) == "unparseable"
    assert judged(("build", "")) == judged(("fly", "{}")) == judged(("plan", "{}")) == "out_of_schema"
    assert judged(("wait", '{"a": 1, "a": 1}')) == "out_of_schema"
    assert judged(*[("wait", "")] * 16, options=PLAN) == "read 16"
    assert judged(*[("wait", "")] * 17, options=PLAN) == "unparseable"


def test_plans_hold_acts_of_either_form_and_what_ends_them(menu: Menu) -> None:
    text = json.dumps({"Plan": [json.loads(GOOD), json.loads(CALL)], "Until": {"Leak": True, "Gold": 200}, "Steps": 9})
    plan = read(text, menu, PLAN)
    assert isinstance(plan, Plan) and len(plan.acts) == 2 and plan.until == (True, False, 200) and plan.steps == 9
    named = {"name": "plan", "arguments": {"actions": [json.loads(CALL)], "until": {"wave": True}, "steps": 1}}
    assert isinstance(read(json.dumps(named), menu, PLAN), Plan)
    assert kind(text.replace('"Steps": 9', '"Steps": 1'), menu, PLAN) == "out_of_schema"  # fewer steps than actions
    fault = read(text.replace('"X": 1.5', '"X": 15'), menu, PLAN)
    assert isinstance(fault, Fault) and "Plan[0].X" in fault.explanation


def test_ten_megabytes_of_anything_are_answered_at_once(menu: Menu) -> None:
    for unit in ("a", " ", "[", '{"a":', "```\n", '"\\u0061', "\U0001f600", "1"):
        text = unit * (10_000_000 // len(unit))
        start = time.perf_counter()
        assert kind(text, menu) == kind(text, menu, THOUGHTS) == "unparseable"
        assert understand(trimmed(Saying(calls=(Call("wait", text),))), menu, TURN)[0] == "unparseable"
        assert time.perf_counter() - start < 5.0


scalars = st.none() | st.booleans() | st.integers(-4, 13) | st.floats(-4, 4) | st.sampled_from(["A1", "archer", "X", ""])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=6
)


@st.composite
def acts(draw: st.DrawFn) -> Any:
    """Objects that are nearly, or wholly, of one of the forms."""
    tool = BY_NAME[draw(st.sampled_from(sorted(BY_NAME)))]
    good: dict[str, Any] = {"site": "A1", "tower": "knight", "x": 0.5, "y": -1}
    value: dict[str, Any] = draw(
        st.sampled_from([
            {"X": 0.5, "Y": 1, "Action": 3},
            {"name": tool.name, "arguments": {key: good[key] for key in tool.parameters}},
        ])
    )  # fmt: skip
    value = json.loads(json.dumps(value))
    for _ in range(draw(st.integers(0, 2))):
        spoil(draw, value)
    return value


def spoil(draw: st.DrawFn, value: dict[str, Any]) -> None:
    """Changes, adds or takes away one key of an object, or of an object in it."""
    inner = [value, *(item for item in value.values() if isinstance(item, dict))]
    target = draw(st.sampled_from(inner))
    key = draw(st.sampled_from(["X", "Y", "Action", "name", "arguments", "site", "tower", "x", "y", "actions", "until", "steps", "Gold"]))
    if draw(st.booleans()):
        target.pop(key, None)
    else:
        target[key] = draw(values)


@st.composite
def answers(draw: st.DrawFn) -> Any:
    """Acts, and plans of them."""
    if draw(st.booleans()):
        return draw(acts())
    steps = draw(st.integers(3, 9))
    items = draw(st.lists(acts(), max_size=3))
    until = draw(st.dictionaries(st.sampled_from(["Leak", "Wave", "Gold"]), st.booleans() | st.integers(-1, 300), max_size=3))
    value: dict[str, Any] = {"Plan": items, "Until": until, "Steps": steps}
    if draw(st.booleans()):
        lower = {key.lower(): until[key] for key in until}
        value = {"name": "plan", "arguments": {"actions": items, "until": lower, "steps": steps}}
    if draw(st.booleans()):
        spoil(draw, value)
    return value


@RELAXED
@given(value=answers())
def test_the_parser_takes_exactly_what_the_schemas_say(value: Any, menu: Menu) -> None:
    for options in (TURN, PLAN):
        schemas = [answer_schema(menu, form, options.track) for form in ("object", "named")]
        fits = any(jsonschema.Draft202012Validator(schema).is_valid(value) for schema in schemas)
        taken = kind(json.dumps(value), menu, options) == "read"
        mixed = options is PLAN and taken and not fits  # a plan may hold acts of both forms
        few = options is PLAN and fits and not taken  # more actions than steps: no schema can say it
        assert taken == fits or mixed or few, value


@RELAXED
@given(text=st.text() | st.binary().map(lambda data: data.decode("latin-1")) | st.sampled_from(READ).flatmap(lambda good: st.builds(
    lambda at, extra: good[:at] + extra + good[at:], st.integers(0, len(good)), st.text(max_size=5))))  # fmt: skip
def test_no_text_raises_and_what_is_read_is_json_as_it_stands(text: str, menu: Menu) -> None:
    for options in (TURN, PLAN, THOUGHTS):
        if kind(text, menu, options) == "read" and "```" not in text:
            assert isinstance(json.loads(text), dict)


@RELAXED
@given(name=st.text(max_size=8) | st.sampled_from(sorted(BY_NAME)), arguments=st.text() | values.map(json.dumps))
def test_no_call_raises(name: str, arguments: str, menu: Menu) -> None:
    for options in (TURN, PLAN):
        assert understand(Saying(calls=(Call(name, arguments),)), menu, options)


def test_tools_are_sound_json_schema_and_every_one_can_be_called(menu: Menu) -> None:
    for track in ("turn", "plan"):
        for tool in openai_tools(menu, track):
            jsonschema.Draft202012Validator.check_schema(tool["function"]["parameters"])
    names = [tool["function"]["name"] for tool in openai_tools(menu, "turn")]
    assert names == ["build", "upgrade", "sell", "show_range", "rally", "reinforce", "move_hero", "fire", "raise_hero", "wait"]
