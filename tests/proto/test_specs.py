"""Openings, specs and descriptions into messages and back."""

from dataclasses import replace

import pytest

from garrison_proto import specs
from garrison_proto.codec import CodecError
from garrison_proto.modes import AllianceRules, CommonsRules, SiegeRules
from garrison_proto.records import ActionSpec, Description, LevelInfo, Opened, OpenOptions, ServerInfo, ViewSpec
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import types_pb2 as pb

VIEWS = (ViewSpec("structured", "tensor", "float32", (759,), -9999.0, 1e9), ViewSpec("text", "text", max_length=16384))
LEVEL = LevelInfo("garrison-1", "The Meadow", "ab" * 32)


@pytest.mark.parametrize(
    "options",
    [
        OpenOptions(),
        OpenOptions(
            levels=("a", "b"), level_documents=(b"{}",), slots=3, views=(), action_space="grid:8", autoreset="same_step", ticks_per_step=5,
            max_ticks=0, step_penalty=True, lease_s=1.5, record=True, digits=0, session_id="x", seeds=(1, 2, 2**64 - 1),
            codec="zlib", watchable=True,
        ),
        OpenOptions(mode="alliance", rules=AllianceRules()),
        OpenOptions(mode="alliance", rules=AllianceRules(4, "own", "zones", 0.0, "full")),
        OpenOptions(mode="siege", rules=SiegeRules()),
        OpenOptions(mode="siege", rules=SiegeRules(AllianceRules(2, "split"), 0.0, 2.5)),
        OpenOptions(mode="commons", rules=CommonsRules()),
        OpenOptions(mode="commons", rules=CommonsRules(5, "random", 7, "harsh", {"income": 2.0, "leak_cost": 0.25})),
    ],
)  # fmt: skip
def test_options_come_back_as_they_were(options: OpenOptions) -> None:
    assert specs.unpack_open(specs.pack_open(options)) == options


def test_an_empty_request_means_the_defaults() -> None:
    assert specs.unpack_open(env.OpenRequest(slots=1, views=["structured"])) == OpenOptions()
    for field, rules in (("alliance", AllianceRules()), ("siege", SiegeRules()), ("commons", CommonsRules())):
        request = env.OpenRequest(slots=1, views=["structured"])
        getattr(request, field).SetInParent()
        assert specs.unpack_open(request) == OpenOptions(rules=rules)


def test_enum_values_that_do_not_exist_are_refused() -> None:
    for field in ("autoreset", "tensor_codec"):
        with pytest.raises(CodecError) as caught:
            specs.unpack_open(env.OpenRequest(**{field: 55}))
        assert caught.value.field == field
    with pytest.raises(CodecError):
        specs.unpack_open(env.OpenRequest(lease_s=float("nan")))
    with pytest.raises(CodecError):
        specs.unpack_view_spec(pb.ViewSpec(name="x"))


def test_answers_come_back_as_they_were() -> None:
    opened = Opened("id", "token", VIEWS, ActionSpec("sites", 2, ("a", "b")), ("garrison-1",), ("ab" * 32,), "1", 60.0)
    attacked = replace(opened, views=(replace(VIEWS[0], seats=2), replace(VIEWS[1], seats=1, first_seat=2)), seats=3,
                       attacker_action=ActionSpec("orders", 7))  # fmt: skip
    assert specs.unpack_opened(specs.pack_opened(attacked)) == attacked and attacked.agents == ("seat_0", "seat_1", "attacker")
    assert specs.unpack_opened(specs.pack_opened(opened)) == opened
    info = ServerInfo("0.1", "1", ("defense",), (LEVEL,), 1 << 26, 4096, 3600.0)
    assert specs.unpack_info(specs.pack_info(info, 5, 6)) == info
    told = Description(LEVEL, "defense", VIEWS, (ActionSpec("native"),), ("build",), ("accepted",), {"hero": {"health": 1.5}}, b"{}")
    assert specs.unpack_description(specs.pack_description(told)) == told


def test_rules_that_are_no_object_are_refused() -> None:
    for text in ("", "[]", "{"):
        with pytest.raises(CodecError):
            specs.unpack_description(env.DescribeScenarioResponse(rules_json=text))
