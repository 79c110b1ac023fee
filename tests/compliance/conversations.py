"""Conversations: Brief, Say, SayAll and Transcript, with the seqs and rights of every other request."""

import json
import uuid
from typing import Any

import grpc
import pytest

from compliance.base import Compliance
from compliance.caller import DEADLINE_S, Caller, Played, Refused, refused
from garrison_proto.talk_codec import unpack_counts
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import gateway_pb2 as pb
from garrison_proto.v1 import types_pb2

WAIT = '{"name": "wait", "arguments": {}}'
CLASSES = {
    WAIT: pb.UNDERSTANDING_ACTED,
    '{"X": 0, "Y": 0, "Action": 6}': pb.UNDERSTANDING_ACTED,
    "```json\n" + WAIT + "\n```": pb.UNDERSTANDING_ACTED,
    "": pb.UNDERSTANDING_UNPARSEABLE,
    "I wait.": pb.UNDERSTANDING_UNPARSEABLE,
    "<html></html>": pb.UNDERSTANDING_UNPARSEABLE,
    f"I wait: {WAIT}": pb.UNDERSTANDING_UNPARSEABLE,
    WAIT + WAIT: pb.UNDERSTANDING_UNPARSEABLE,
    '{"X": NaN, "Y": 0, "Action": 6}': pb.UNDERSTANDING_UNPARSEABLE,
    '{"X": \u0663, "Y": 0, "Action": 6}': pb.UNDERSTANDING_UNPARSEABLE,
    '{"X": 3.01, "Y": 0, "Action": 6}': pb.UNDERSTANDING_OUT_OF_SCHEMA,
    '{"X": 0, "Action": 6}': pb.UNDERSTANDING_OUT_OF_SCHEMA,
    '{"X": 0, "Y": 0, "Action": 12}': pb.UNDERSTANDING_OUT_OF_SCHEMA,
    '{"X": 0, "X": 0, "Y": 0, "Action": 6}': pb.UNDERSTANDING_OUT_OF_SCHEMA,
    '{"name": "teleport", "arguments": {}}': pb.UNDERSTANDING_OUT_OF_SCHEMA,
    '{"name": "upgrade", "arguments": {"site": "A1"}}': pb.UNDERSTANDING_ILLEGAL,
    '{"X": 2.99, "Y": 2.99, "Action": 4}': pb.UNDERSTANDING_ILLEGAL,
}


def ask(caller: Caller, method: str, request: Any) -> Any:
    """One call of the gateway. Raises Refused."""
    try:
        return getattr(caller.gateway, method)(request, timeout=DEADLINE_S)
    except grpc.RpcError as error:
        raise refused(error) from None


def brief(played: Played, **more: Any) -> pb.BriefResponse:
    return ask(played.caller, "Brief", pb.BriefRequest(session=played.ref, **more))


def say(played: Played, text: str = WAIT, *, seq: int = 0, **more: Any) -> pb.SayResponse:
    if not seq:
        played.seq += 1
    reply = {"text": text} if not more.keys() & {"tool_calls", "troubles"} else {}
    return ask(played.caller, "Say", pb.SayRequest(session=played.ref, seq=seq or played.seq, **reply, **more))


def say_all(played: Played, *said: tuple[int, str | None], seq: int = 0, views: tuple[str, ...] = ()) -> pb.SayAllResponse:
    """said: slots and what is said there."""
    if not seq:
        played.seq += 1
    wanted = types_pb2.ViewSelection(names=views) if views else None
    sayings = [pb.SayRequest(slot=slot, text=text, views=wanted) for slot, text in said]
    return ask(played.caller, "SayAll", pb.SayAllRequest(session=played.ref, seq=seq or played.seq, sayings=sayings))


def begun(caller: Caller, **options: Any) -> Played:
    played = caller.open(**options)
    played.reset(range(1, played.slots + 1))
    return played


class TestConversations(Compliance):
    def test_a_brief_holds_prompts_and_tools_in_both_forms(self, caller: Caller) -> None:
        told = brief(begun(caller))
        assert "garrison" in caller.call("GetInfo", env.GetInfoRequest()).levels[0].name
        openai, mcp = json.loads(told.openai_tools_json), json.loads(told.mcp_tools_json)
        assert [tool["function"]["name"] for tool in openai] == [tool["name"] for tool in mcp]
        assert [tool["function"]["parameters"] for tool in openai] == [tool["inputSchema"] for tool in mcp]
        assert told.system_prompt and "Level_Current_Step" in told.user_prompt and told.image == b""
        assert json.loads(told.answer_schema_json)["required"] == ["X", "Y", "Action"]

    def test_the_brief_style_is_at_most_a_fifth_as_long(self, caller: Caller) -> None:
        played = begun(caller)
        full, short = (brief(played, style=style) for style in (pb.PROMPT_STYLE_FULL, pb.PROMPT_STYLE_BRIEF))
        assert len(short.system_prompt) * 5 <= len(full.system_prompt) and "Sites" in short.user_prompt

    def test_a_brief_changes_nothing_and_is_the_same_again(self, caller: Caller) -> None:
        played = begun(caller)
        assert brief(played) == brief(played)
        assert played.step().steps.tolist() == [1]

    @pytest.mark.parametrize("text", CLASSES, ids=lambda text: repr(text[:40]))
    def test_a_reply_lands_in_its_class_and_costs_one_step(self, caller: Caller, text: str) -> None:
        played = begun(caller)
        said = say(played, text)
        assert said.understanding == CLASSES[text] and said.steps == 1
        assert played.step().steps.tolist() == [2]

    def test_a_failed_reply_is_explained_in_the_next_prompt(self, caller: Caller) -> None:
        said = say(begun(caller), "I wait.")
        assert said.explanation and said.explanation in said.user_prompt and said.action == 6

    def test_a_refused_action_comes_with_its_code(self, caller: Caller) -> None:
        said = say(begun(caller), '{"name": "upgrade", "arguments": {"site": "A1"}}')
        assert (said.code, said.action) == (3, 3) and "error 3" in said.explanation

    def test_tool_calls_are_replies_too(self, caller: Caller) -> None:
        played = begun(caller)
        calls = [pb.ToolCall(name="move_hero", arguments_json='{"x": 0, "y": 0}')]
        assert say(played, tool_calls=pb.ToolCalls(calls=calls)).understanding == pb.UNDERSTANDING_ACTED
        assert say(played, tool_calls=pb.ToolCalls(calls=calls * 2)).understanding == pb.UNDERSTANDING_UNPARSEABLE
        assert say(played, tool_calls=pb.ToolCalls()).understanding == pb.UNDERSTANDING_UNPARSEABLE

    def test_a_repeated_seq_gets_the_same_answer_and_plays_nothing(self, caller: Caller) -> None:
        played = begun(caller)
        first = say(played)
        assert say(played, "something else", seq=played.seq) == first
        assert played.step().steps.tolist() == [2]
        with pytest.raises(Refused) as caught:
            say(played, seq=1)
        assert caught.value.reason == "STALE_SEQ"

    def test_say_and_play_share_one_row_of_seqs(self, caller: Caller) -> None:
        played = begun(caller)
        played.step()
        with pytest.raises(Refused) as caught:
            say(played, seq=played.seq)
        assert caught.value.code == "INVALID_ARGUMENT"
        say(played)
        with pytest.raises(Refused) as caught:
            played.ask("step", played.step_body(), seq=played.seq)
        assert caught.value.code == "INVALID_ARGUMENT"
        assert played.step().steps.tolist() == [3]

    def test_replies_of_several_slots_are_taken_as_one_by_one(self, caller: Caller) -> None:
        together, apart = (begun(caller, slots=3, views=("structured",)) for _ in range(2))
        texts = [WAIT, "I wait.", '{"X": 0, "Y": 0, "Action": 9}']
        for slots in ((0, 1, 2), (2, 0)):
            told = say_all(together, *((slot, texts[slot]) for slot in slots), views=("structured",))
            assert told.seq == together.seq
            for slot, one in zip(slots, told.said, strict=True):
                alone = say(apart, texts[slot], slot=slot, views=types_pb2.ViewSelection(names=["structured"]))
                alone.seq, alone.thought_s = 0, one.thought_s
                assert one == alone and one.outcome.views

    def test_several_replies_are_all_taken_or_none(self, caller: Caller) -> None:
        played = begun(caller, slots=2)
        nothing_said = ((0, WAIT), (1, None))
        for said, reason in (((), "INVALID_FIELD"), (((0, WAIT),) * 2, "INVALID_FIELD"), (((0, WAIT), (2, WAIT)), "NO_SUCH_SLOT"),
                             (nothing_said, "INVALID_FIELD")):  # fmt: skip
            with pytest.raises(Refused) as caught:
                say_all(played, *said)
            assert caught.value.reason == reason
        first = say_all(played, (0, WAIT), (1, WAIT))
        assert say_all(played, (0, "something else"), seq=played.seq) == first
        with pytest.raises(Refused) as caught:
            say(played, seq=played.seq)
        assert caught.value.code == "INVALID_ARGUMENT"
        assert played.step().steps.tolist() == [2, 2]

    def test_trouble_is_counted_apart_and_no_reply_plays_nothing(self, caller: Caller) -> None:
        played = begun(caller)
        said = say(played, troubles=[pb.Trouble(kind="provider", detail="HTTP 503", seconds=2.0)])
        assert said.understanding == pb.UNDERSTANDING_UNHEARD and said.steps == 0
        counts = ask(caller, "Transcript", pb.TranscriptRequest(session=played.ref)).counts
        assert (counts.replies, counts.troubles, counts.unheard, counts.troubles_s) == (0, 1, 1, 2.0)

    def test_a_transcript_holds_prompts_replies_results_and_counts(self, caller: Caller) -> None:
        played = begun(caller)
        first = brief(played).user_prompt
        second = say(played, "I wait.").user_prompt
        say(played)
        told = ask(caller, "Transcript", pb.TranscriptRequest(session=played.ref))
        assert [(entry.prompt, entry.reply) for entry in told.entries] == [(first, "I wait."), (second, WAIT)]
        counts = unpack_counts(told.counts)
        assert (counts.replies, counts.acted, counts.unparseable, told.total) == (2, 1, 1, 2)
        assert len(ask(caller, "Transcript", pb.TranscriptRequest(session=played.ref, first=1)).entries) == 1

    def test_a_plan_is_played_until_what_it_named(self, caller: Caller) -> None:
        played = begun(caller)
        plan = json.dumps({"Plan": [{"X": 0, "Y": 0, "Action": 9}], "Until": {"Wave": True}, "Steps": 250})
        said = say(played, plan, options=pb.ConversationOptions(track=pb.TRACK_PLAN))
        assert said.stopped == "wave" and said.steps > 1 and len(said.played) == 1

    def test_a_picture_comes_where_pixels_are_among_the_views(self, caller: Caller) -> None:
        played = begun(caller, views=("pixels:32",))
        assert brief(played).image.startswith(b"\x89PNG") and say(played).image.startswith(b"\x89PNG")

    def test_a_said_step_is_in_the_replay(self, caller: Caller) -> None:
        played = begun(caller, record=True)
        for text in (WAIT, "I wait.", '{"X": 1, "Y": 1, "Action": 9}'):
            said = say(played, text)
        replay = caller.call("ExportReplay", env.ExportReplayRequest(session=played.ref)).replay
        verdict = caller.call("VerifyReplay", env.VerifyReplayRequest(replay=replay))
        assert verdict.matches and verdict.steps == 3
        assert int.from_bytes(said.outcome.hashes, "little") == int(json.loads(replay)["steps"][-1][3], 16)

    def test_what_cannot_be_talked_with_is_refused(self, caller: Caller) -> None:
        unreset = caller.open()
        for made, reason in (
            (lambda: brief(unreset), "STEP_BEFORE_RESET"),
            (lambda: say(unreset), "STEP_BEFORE_RESET"),
            (lambda: brief(begun(caller, autoreset="same_step")), "CONVERSATION"),
            (lambda: brief(begun(caller), slot=1), "NO_SUCH_SLOT"),
            (lambda: say(begun(caller), seq=5, text="", views=types_pb2.ViewSelection(names=["text"])), "INVALID_FIELD"),
        ):
            with pytest.raises(Refused) as caught:
                made()
            assert caught.value.reason == reason

    def test_a_finished_episode_takes_no_reply(self, caller: Caller) -> None:
        played = begun(caller, max_ticks=16)
        assert "over" in say(played).user_prompt
        with pytest.raises(Refused) as caught:
            say(played)
        assert caught.value.reason == "EPISODE_FINISHED"

    def test_somebody_elses_conversation_is_closed_to_all(self, caller: Caller) -> None:
        played = begun(caller)
        played.ref = types_pb2.SessionRef(id=played.ref.id, token="guess")
        methods = {"Brief": pb.BriefRequest, "Say": pb.SayRequest, "SayAll": pb.SayAllRequest, "Transcript": pb.TranscriptRequest}
        for method, request in methods.items():
            with pytest.raises(Refused) as caught:
                ask(caller, method, request(session=played.ref))
            assert caught.value.code == "PERMISSION_DENIED"
        with pytest.raises(Refused) as caught:
            ask(caller, "Brief", pb.BriefRequest(session=types_pb2.SessionRef(id=str(uuid.uuid4()))))
        assert caught.value.reason == "NO_SUCH_SESSION"

    def test_a_watcher_hears_the_last_reply(self, caller: Caller) -> None:
        played = begun(caller)
        say(played, "I wait.")
        watching = caller.environment.Watch(env.WatchRequest(session=played.ref), timeout=DEADLINE_S)
        seen = next(watching)
        watching.cancel()
        assert (seen.words.reply, seen.words.understanding) == ("I wait.", pb.UNDERSTANDING_UNPARSEABLE)
