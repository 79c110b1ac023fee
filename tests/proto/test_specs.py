"""Openings, specs and descriptions into messages and back."""

import pytest

from garrison_proto import specs
from garrison_proto.codec import CodecError
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
    ],
)  # fmt: skip
def test_options_come_back_as_they_were(options: OpenOptions) -> None:
    assert specs.unpack_open(specs.pack_open(options)) == options


def test_an_empty_request_means_the_defaults() -> None:
    assert specs.unpack_open(env.OpenRequest(slots=1, views=["structured"])) == OpenOptions()


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
    assert specs.unpack_opened(specs.pack_opened(opened)) == opened
    info = ServerInfo("0.1", "1", ("defense",), (LEVEL,), 1 << 26, 4096, 3600.0)
    assert specs.unpack_info(specs.pack_info(info, 5, 6)) == info
    told = Description(LEVEL, "defense", VIEWS, (ActionSpec("native"),), ("build",), ("accepted",), {"hero": {"health": 1.5}}, b"{}")
    assert specs.unpack_description(specs.pack_description(told)) == told


def test_rules_that_are_no_object_are_refused() -> None:
    for text in ("", "[]", "{"):
        with pytest.raises(CodecError):
            specs.unpack_description(env.DescribeScenarioResponse(rules_json=text))
