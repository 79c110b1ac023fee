"""Opening a session: what may be asked for, and what is refused."""

import uuid
from typing import Any

import pytest

from compliance.base import Compliance, refusal
from compliance.caller import Caller
from garrison_proto import specs
from garrison_proto.records import OpenOptions
from garrison_proto.v1 import environment_pb2 as env

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"session_id": "me"}, "INVALID_ARGUMENT", "session_id"),
    ({"slots": 0}, "INVALID_ARGUMENT", "slots"),
    ({"slots": 2**31}, "INVALID_ARGUMENT", "slots"),
    ({"levels": ()}, "INVALID_ARGUMENT", "levels"),
    ({"levels": ("garrison-0",)}, "NOT_FOUND", "levels"),
    ({"levels": (), "level_documents": (b"{}",)}, "INVALID_ARGUMENT", "level_documents"),
    ({"mode": "duel"}, "INVALID_ARGUMENT", "mode"),
    ({"views": ("structured", "smell")}, "INVALID_ARGUMENT", "views"),
    ({"views": ("structured", "structured")}, "INVALID_ARGUMENT", "views"),
    ({"views": ("pixels:513",)}, "INVALID_ARGUMENT", "views"),
    ({"action_space": "grid:1"}, "INVALID_ARGUMENT", "action_space"),
    ({"action_space": "words"}, "INVALID_ARGUMENT", "action_space"),
    ({"ticks_per_step": 251}, "INVALID_ARGUMENT", "ticks_per_step"),
    ({"max_ticks": 2**60}, "INVALID_ARGUMENT", "max_ticks"),
    ({"digits": 40}, "INVALID_ARGUMENT", "digits"),
    ({"lease_s": -1.0}, "INVALID_ARGUMENT", "lease_s"),
    ({"seeds": (1, 2)}, "INVALID_ARGUMENT", "seeds"),
]


class TestOpening(Compliance):
    def test_the_answer_holds_specs_levels_hashes_version_token_and_lease(self, caller: Caller) -> None:
        played = caller.open(slots=3, levels=("garrison-1", "garrison-2"), views=("structured", "text"))
        opened = played.opened
        assert list(opened.levels) == ["garrison-1", "garrison-2", "garrison-1"] and len(opened.level_hashes) == 3
        assert [view.name for view in opened.views] == ["structured", "text"] and list(opened.views[0].shape) == [759]
        assert opened.resume_token and opened.engine_version and opened.lease_s == 60 and opened.action.name == "native"

    @pytest.mark.parametrize(("options", "code", "field"), WRONG, ids=[str(options)[:40] for options, _, _ in WRONG])
    def test_a_wrong_option_is_refused_with_its_name(self, caller: Caller, options: dict[str, Any], code: str, field: str) -> None:
        error = refusal(caller.open, **options)
        assert (error.code, error.field) == (code, field) and str(error)

    def test_a_lease_is_never_longer_than_the_limit(self, caller: Caller) -> None:
        limit = caller.call("GetInfo", env.GetInfoRequest()).limits.max_lease_s
        assert caller.open(lease_s=1e9).opened.lease_s == limit

    def test_more_slots_than_are_free_is_exhausted_with_a_time_to_retry(self, caller: Caller) -> None:
        limit = caller.call("GetInfo", env.GetInfoRequest()).limits.max_slots
        mine = caller.open(slots=2)
        error = refusal(caller.open, slots=limit)
        assert error.code == "RESOURCE_EXHAUSTED" and error.retry_s > 0
        mine.close()

    def test_opening_again_with_the_same_request_gives_the_same_answer(self, caller: Caller) -> None:
        options = OpenOptions(levels=("garrison-1",), session_id=str(uuid.uuid4()))
        first, second = (caller.call("Open", specs.pack_open(options)) for _ in range(2))
        assert first == second

    def test_an_id_in_use_is_refused(self, caller: Caller) -> None:
        played = caller.open()
        assert refusal(caller.open, session_id=played.opened.session_id, slots=2).code == "ALREADY_EXISTS"
        played.reset([1])
        assert refusal(caller.open, session_id=played.opened.session_id).code == "ALREADY_EXISTS"

    def test_closing_is_idempotent_and_frees_the_id(self, caller: Caller) -> None:
        played = caller.open()
        assert played.close() is True
        assert played.close() is False
        caller.open(session_id=played.opened.session_id)

    def test_a_level_sent_along_is_played(self, caller: Caller) -> None:
        document = caller.call("DescribeScenario", env.DescribeScenarioRequest(level_name="garrison-3")).level_document
        sent, named = caller.open(levels=(), level_documents=(document,)), caller.open(levels=("garrison-3",))
        assert sent.opened.level_hashes == named.opened.level_hashes
        assert sent.reset([5]).hashes == named.reset([5]).hashes

    def test_a_generated_level_is_named_by_seed_and_difficulty(self, caller: Caller) -> None:
        assert caller.open(levels=("generated:7:2",)).opened.level_hashes == caller.open(levels=("generated:7:2",)).opened.level_hashes
        assert refusal(caller.open, levels=("generated:7:9",)).code == "NOT_FOUND"
