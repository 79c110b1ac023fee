"""One episode's conversation: what replies come to, what the next prompt says of them, and how they are counted."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from garrison_proto.talk import Call, Counts, Saying, TalkOptions, Trouble
from garrison_server.refusal import ConversationError, FieldError, FinishedError, NotResetError, SlotError
from garrison_server.replay import replay_of, verify
from garrison_server.rules import ERROR_TEXTS

Make = Callable[..., Any]
WAIT = '{"name": "wait", "arguments": {}}'


def call(name: str, **arguments: Any) -> str:
    return json.dumps({"name": name, "arguments": arguments})


def plan(*acts: str, steps: int, **until: Any) -> str:
    return call("plan", actions=[json.loads(act) for act in acts], until=until, steps=steps)


def counted(counts: Counts) -> dict[str, Any]:
    """The counts that are not 0."""
    return {key: value for key, value in vars(counts).items() if value}


def test_every_class_is_counted_apart_and_costs_a_step(talked: Make) -> None:
    game = talked()
    replies = [call("build", site="A1", tower="archer"), "hello", '{"X": 9, "Y": 0, "Action": 6}', call("upgrade", site="A2"),
               call("show_range", site="A1"), call("build", site="A1", tower="knight"), WAIT]  # fmt: skip
    kinds = ["acted", "unparseable", "out_of_schema", "illegal", "no_effect", "illegal", "acted"]
    for number, (reply, kind) in enumerate(zip(replies, kinds, strict=True), 1):
        said = game.say(reply)
        assert (said.understanding, int(said.outcome.steps[0])) == (kind, number)
        assert bool(said.explanation) == said.failed == (kind != "acted")
    assert counted(game.talk.transcript(0).counts) == {
        "replies": 7, "acted": 2, "unparseable": 1, "out_of_schema": 1, "illegal": 2, "no_effect": 1, "steps": 7, "actions": 5,
        "illegal_by_code": {1: 1, 3: 1},
    }  # fmt: skip


def test_a_failed_reply_leaves_the_world_as_a_no_op_does(talked: Make) -> None:
    waiting = talked()
    steps = [waiting.say(WAIT).outcome.hashes[0] for _ in range(3)]
    for reply in ("", "prose", '{"X": 1}', '{"X": 9, "Y": 9, "Action": 0}'):
        failing = talked()
        assert [failing.say(reply).outcome.hashes[0] for _ in range(3)] == steps


def test_the_next_prompt_says_why_and_unparseable_and_illegal_have_messages_of_their_own(talked: Make) -> None:
    game = talked()
    unread = game.say("I would build.").user_prompt
    refused = game.say(call("upgrade", site="A1")).user_prompt
    assert "could not be read: came no JSON" in unread and "played as no operation" in unread
    assert f"upgrade(A1): refused, error 3, {ERROR_TEXTS[3]}" in refused and "could not be read" not in refused.split("# Your last")[1]
    assert "# Your last reply" not in talked().talk.brief(0, None).user_prompt


def test_prompts_look_back_on_the_last_states_and_no_further(talked: Make) -> None:
    for style, marks in (("full", '"Level_Current_Step":{},'), ("brief", "step {}.")):
        game = talked().begin(style=style, history=2)
        for _ in range(4):
            prompt = game.say(WAIT).user_prompt
        shown = [step for step in range(6) if marks.format(step) in prompt]
        assert shown == [2, 3, 4] and prompt.count("-> wait(): accepted.") == 2
        assert prompt.index("# Earlier") < prompt.index("# Your last") < prompt.index("# Current") < prompt.index("# Your answer")
    assert "# Earlier" not in talked().begin(history=0).say(WAIT).user_prompt


def test_an_image_is_told_of_and_sent_only_where_pixels_are_among_the_views(talked: Make) -> None:
    blind, seeing = talked().say(WAIT), talked(views=("pixels:48",)).say(WAIT)
    assert blind.image == b"" and "image" not in blind.user_prompt
    assert seeing.image.startswith(b"\x89PNG") and "An image of the current state is provided: the whole map" in seeing.user_prompt
    assert seeing.outcome.views == {}
    asked = talked(views=("leaks",)).say(WAIT, views=("leaks",))
    assert asked.outcome.views["leaks"].shape == (1, 16)


@pytest.mark.parametrize("style", ["full", "brief"])
def test_the_picture_alone_leaves_no_word_of_the_state(talked: Make, style: Any) -> None:
    game = talked(views=("pixels:256",)).begin(style=style, image_alone=True)
    prompt = game.say(WAIT).user_prompt
    assert prompt.startswith("# What you did before, the last at the end\n-> wait(): accepted.\n\n# Your last reply\n")
    assert "# Current state\nAn image of the current state is provided" in prompt
    assert not any(word in prompt for word in ("Level_", "Gold", "gold 2", "Sites", "step 1"))
    for views in ((), ("pixels:255",), ("pixels:512:bare",), ("pixels:84", "pixels:512")):
        with pytest.raises(FieldError, match=r"options.image_alone: came true, wanted a view pixels:SIZE of 256 or more"):
            talked(views=views).begin(image_alone=True)


def test_a_said_step_is_recorded_and_its_replay_holds(talked: Make) -> None:
    game = talked(action_space="sites").begin(track="plan")
    for reply in (call("build", site="A1", tower="archer"), "?", plan(call("move_hero", x=0, y=0), call("fire"), steps=30), WAIT):
        game.say(reply)
    replay = replay_of(game.session, 0)
    assert replay.steps == 33 and verify(replay).matches


def test_rally_means_the_named_sites_knights_or_nobodys(talked: Make) -> None:
    game = talked()
    sites = game.talk.brief(0, None).openai_tools[0]["function"]["parameters"]["properties"]["site"]["enum"]
    place = dict(zip(sites, game.session.plan.scenarios[0].level.tower_points, strict=True))
    x, y = place["A1"].at
    assert game.say(call("rally", site="A1", x=x, y=y)).code == 7
    game.say(call("build", site="A1", tower="knight"))
    assert game.say(call("rally", site="A2", x=x, y=y)).code == 7
    towers = game.session.batch.states.towers[0, :, 5:7].copy()
    assert game.say(call("rally", site="A1", x=x, y=y)).understanding == "acted"
    assert (game.session.batch.states.towers[0, :, 5:7] != towers).any()


def test_the_transcript_gives_back_what_was_shown_and_said(talked: Make) -> None:
    game = talked().begin(style="brief")
    prompts = [game.talk.brief(0, None).user_prompt]
    for reply in ("x" * 10, WAIT):
        prompts.append(game.say(reply).user_prompt)
    prompts.append(game.talk.say(0, Saying(calls=(Call("fire", "{}"),))).user_prompt)
    told = game.talk.transcript(0)
    assert [entry.prompt for entry in told.entries] == prompts[:-1] and game.talk.brief(0, None).user_prompt == prompts[-1]
    assert [entry.reply for entry in told.entries] == ["x" * 10, WAIT, ""] and told.entries[2].calls == (Call("fire", "{}"),)
    assert [entry.result.understanding for entry in told.entries] == ["unparseable", "acted", "acted"]
    assert game.talk.transcript(0, 2).entries == told.entries[2:] and told.total == 3


def test_trouble_is_nobodys_failure_and_no_reply_plays_nothing(talked: Make) -> None:
    game = talked()
    before = game.talk.brief(0, None).user_prompt
    said = game.talk.say(0, Saying(troubles=(Trouble("provider", "HTTP 503", 2.5),)))
    assert (said.understanding, said.steps, said.user_prompt) == ("unheard", 0, before)
    game.say(WAIT, troubles=(Trouble("network", "", 1.0),))
    assert counted(game.talk.transcript(0).counts) == {
        "replies": 1, "acted": 1, "unheard": 1, "troubles": 2, "troubles_s": 3.5, "steps": 1, "actions": 1
    }  # fmt: skip
    for wrong in (Saying(), Saying(troubles=(Trouble(""),)), Saying(troubles=(Trouble("x", "", -1.0),)), Saying(text="", views=("text",))):
        with pytest.raises(FieldError):
            game.talk.say(0, wrong)


def test_plans_stop_where_they_said(talked: Make) -> None:
    game = talked().begin(track="plan")
    archer = call("build", site="A1", tower="archer")
    assert game.say(plan(archer, steps=1)).stopped == "done"
    assert (said := game.say(plan(archer, WAIT, WAIT, steps=9))).stopped == "refused" and (said.steps, said.code) == (1, 1)
    waved = game.say(plan(steps=250, wave=True))
    assert waved.stopped == "wave" and waved.understanding == "acted" and game.session.batch.states.clock[0, 2] == 1
    assert game.say(plan(WAIT, steps=250, gold=0)).stopped == "gold"
    leaked = game.say(plan(steps=250, leak=True))
    assert leaked.stopped == "leak" and leaked.outcome.rewards[0] <= -1
    assert "an enemy reached the base" in leaked.user_prompt
    assert game.say(plan(steps=3, gold=1_000_000)).stopped == "steps"
    while not (over := game.say(plan(steps=250))).over:
        pass
    assert over.stopped == "over" and "The game is" in over.user_prompt and "# Your answer" not in over.user_prompt
    assert game.talk.transcript(0).counts.steps == over.outcome.steps[0]
    total = sum(entry.result.outcome.rewards[0] for entry in game.talk.transcript(0).entries)
    assert total == over.outcome.scores[0]


def test_in_real_time_the_world_goes_on_while_the_model_thinks(talked: Make) -> None:
    game = talked().begin(track="real_time", speed=2.0)
    game.clock.now_s += 1.0  # 2 s of the game: 6 steps and a quarter
    said = game.say(WAIT)
    assert (said.idle_steps, said.steps, int(said.outcome.steps[0]), said.thought_s) == (6, 1, 7, 1.0)
    assert "went by while you thought" in said.user_prompt
    game.clock.now_s += 0.12  # a quarter and three quarters: one step more
    assert game.say(WAIT).idle_steps == 1
    game.clock.now_s += 60.0
    assert game.say(WAIT, troubles=(Trouble("network", "", 60.0),)).idle_steps == 0
    game.clock.now_s += 3600.0
    late = game.say(call("build", site="A1", tower="archer"))
    assert (late.understanding, late.over, late.steps) == ("too_late", True, 0)
    counts = game.talk.transcript(0).counts
    assert counts.idle_steps + counts.steps == late.outcome.steps[0] and (counts.replies, counts.too_late) == (4, 1)
    assert verify(replay_of(game.session, 0)).matches


def test_turn_based_the_world_waits_however_long_it_takes(talked: Make) -> None:
    game = talked().begin()
    game.clock.now_s += 600.0
    said = game.say(WAIT)
    assert (said.idle_steps, int(said.outcome.steps[0]), said.thought_s) == (0, 1, 600.0)


def test_options_are_fixed_with_the_first_reply_and_free_again_with_a_reset(talked: Make) -> None:
    game = talked().begin(style="brief")
    assert game.say(WAIT, options=TalkOptions(style="brief", form="calls")).understanding == "acted"
    assert game.talk.brief(0, None).options.form == "calls"
    with pytest.raises(ConversationError, match="style"):
        game.talk.brief(0, TalkOptions(style="full"))
    game.session.reset([0], [5])
    assert game.talk.transcript(0).total == 0 and game.talk.brief(0, None).options.style == "full"
    for wrong in (TalkOptions(history=17), TalkOptions(speed=0), TalkOptions(speed=float("nan")), TalkOptions(style="long")):  # type: ignore[arg-type]
        with pytest.raises(FieldError):
            game.talk.brief(0, wrong)


def test_what_others_did_to_the_episode_is_counted_and_not_told_as_its_past(talked: Make) -> None:
    game = talked()
    game.say(WAIT)
    blob = game.session.snapshot([0])
    game.session.step([0], np.array([[0.0, 0.0, 6.0]]))
    game.session.restore([0], blob)
    assert "# Earlier" not in game.talk.brief(0, None).user_prompt
    assert "# Earlier" in game.say(WAIT).user_prompt
    assert game.talk.transcript(0).counts.outside == 2


def test_slots_talk_apart_and_only_where_an_episode_plays(talked: Make) -> None:
    game = talked(slots=2)
    game.say(WAIT)
    assert (game.talk.transcript(0).total, game.talk.transcript(1).total) == (1, 0)
    with pytest.raises(SlotError):
        game.talk.brief(2, None)
    with pytest.raises(ConversationError, match="autoreset"):
        talked(autoreset="same_step").talk.brief(0, None)
    unplayed = talked(slots=2)
    unplayed.session.episodes[1] = -1
    with pytest.raises(NotResetError):
        unplayed.talk.brief(1, None)


def test_a_finished_episode_takes_no_more_replies(talked: Make) -> None:
    game = talked(max_ticks=16)
    said = game.say("nonsense")
    assert said.over and "its time is up" in said.user_prompt
    with pytest.raises(FinishedError):
        game.say(WAIT)
    assert game.talk.transcript(0).total == 1


def test_watchers_hear_the_last_reply(talked: Make) -> None:
    game = talked()
    assert game.talk.words(0) is None
    game.say("a" * 5000)
    words = game.talk.words(0)
    assert words is not None and (len(words.reply), words.understanding, words.did) == (2000, "unparseable", "no operation")
    game.talk.say(0, Saying(calls=(Call("fire", "{}"),)))
    words = game.talk.words(0)
    assert words is not None and (words.reply, words.did, words.replies) == ("fire({})", "fire()", 2)
    game.session.reset([0], [1])
    assert game.talk.words(0) is None
