"""The prompts: TowerMind's order, the level's real numbers, every case filled in, and a brief one a fifth as long."""

import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from garrison.cli import build
from garrison_levels.level import benchmark_levels, level_text
from garrison_proto.talk import FORMS, STYLES, TRACKS, Saying, TalkOptions
from garrison_server import rules
from garrison_server.gateway.options import checked_options
from garrison_server.gateway.road_words import short_roads, thinned
from garrison_server.gateway.script import Script, script_of
from garrison_server.scenario import named_scenario, sent_scenario

LEVELS = sorted(benchmark_levels())
PIECES = re.compile(r"[A-Za-z]+|\d{1,3}|[^\sA-Za-z\d]+")  # what tokenizers split words at, and mostly keep whole


def script(level: str = "garrison-3", **options: Any) -> Script:
    return script_of(named_scenario(level), checked_options(TalkOptions(**options)), 16)


def test_the_full_prompt_goes_in_towerminds_order() -> None:
    prompt = script().system_prompt
    places = [prompt.index(f"# {head}") for head in ("The game", "Actions", "Tables", "The level", "How a state is told")]
    assert places == sorted(places)


@pytest.mark.parametrize("level", LEVELS)
def test_the_brief_prompt_is_at_most_a_fifth_as_long(level: str) -> None:
    full, brief = script(level).system_prompt, script(level, style="brief").system_prompt
    assert len(brief) <= len(full) / 5
    assert len(PIECES.findall(brief)) <= 0.19 * len(PIECES.findall(full))  # real tokenizers' ratios are up to 0.011 higher


@pytest.mark.parametrize("level", LEVELS)
def test_a_prompt_names_every_site_road_enemy_action_and_error(level: str) -> None:
    made, scenario = script(level), named_scenario(level)
    assert all(f"  - {site} (" in made.system_prompt for site in made.menu.sites)
    assert all(f"Road {i + 1}," in made.system_prompt for i in range(len(scenario.level.paths)))
    names = {name for wave in scenario.level.waves for name in wave.enemies}
    assert all(f" {name.replace('_', ' ')}: " in made.system_prompt for name in names)
    assert all(f"- {i} {name}" in made.system_prompt for i, name in enumerate(rules.ACTION_NAMES))
    assert all(f"- {code}: {text}" in made.system_prompt for code, text in enumerate(rules.ERROR_TEXTS) if code)


@pytest.mark.parametrize(("level", "told"), [("garrison-1", False), ("garrison-3", True)])
def test_both_prompts_tell_of_chance_and_of_burning_fog_off_only_where_there_is_any(level: str, told: bool) -> None:
    for style in STYLES:
        prompt = script(level, style=style).system_prompt
        assert ("drawn by chance" in prompt) == told
        assert ("lift fog" in prompt or "burn the fog off" in prompt) == told


def test_what_became_of_a_reply_is_told_once(talked: Callable[..., Any]) -> None:
    conversation = talked().talk
    first = conversation.brief(0, TalkOptions(style="brief")).user_prompt
    assert "Last: " not in first and "accepted" not in first
    told = conversation.say(0, Saying(text='{"name": "wait", "arguments": {}}')).user_prompt
    assert told.split("# Your last reply")[1].count("accepted") == 1


def test_short_roads_keep_the_bends_that_matter_and_tell_where_roads_join() -> None:
    one = ((-3.0, 0.0), (-1.0, 0.1), (0.0, 2.0), (1.04, 2.0), (2.0, 2.0))
    two = ((0.0, -3.0), *one[2:])
    assert short_roads([one, two]) == "1: -3,0 -1,0.1 0,2 2,2; 2: 0,-3 0,2 then as 1"
    for level in LEVELS:
        for road in named_scenario(level).level.paths:
            short = thinned(road)
            assert short[0] == road[0] and short[-1] == road[-1] and set(short) <= set(road)


def test_a_levels_own_numbers_stand_in_both_prompts() -> None:
    document = json.loads(level_text(named_scenario("garrison-1").level))
    document["rules"] = {"towers": {"archer": {"price": 137}}, "enemies": {"goblin": {"health": 4321}}, "hero": {"fire_cost": 77}}
    document["life"] = 19
    scenario = sent_scenario(json.dumps(document).encode())
    for style in STYLES:
        prompt = script_of(scenario, checked_options(TalkOptions(style=style)), 25).system_prompt
        assert all(number in prompt for number in ("137", "4321", "77", "19", "0.5 s"))


WAYS = list(itertools.product(STYLES, FORMS, TRACKS, (False, True), (False, True)))


@pytest.mark.parametrize(("style", "form", "track", "thoughts", "image_alone"), WAYS)
def test_every_way_to_hold_a_conversation_has_its_words(style: Any, form: Any, track: Any, thoughts: bool, image_alone: bool) -> None:
    made = script(style=style, form=form, track=track, thoughts=thoughts, image_alone=image_alone)
    for text in (made.system_prompt, made.answer_form):
        assert "$" not in text and "[" not in text.replace("[up to", "").replace("[road", "").replace("[1:", "")
    assert ("fenced" in made.answer_form) == (thoughts and form != "calls")
    assert ("lan" in made.answer_form) == (track == "plan")
    assert ("while you think, " in made.system_prompt) == (track == "real_time")


def test_examples_in_the_answers_form_are_read() -> None:
    from garrison_server.gateway.plans import Plan
    from garrison_server.gateway.reply import understand

    for form, head in (("object", '{"X": 0.5'), ("named", '{"name": "move_hero"')):
        made = script(form=form)
        example = made.answer_form[made.answer_form.index(head) :].split(" or ")[0]
        assert isinstance(understand(Saying(text=example), made.menu, made.options), Plan)


def test_the_command_prints_what_a_model_reads(talked: Callable[..., Any]) -> None:
    run = CliRunner()
    told = talked().talk.brief(0, TalkOptions(style="brief"))
    shown = run.invoke(build(), ["prompt", "garrison-1", "--style", "brief", "--seed", "0", "--json"])
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)["system_prompt"] == told.system_prompt and json.loads(shown.stdout)["user_prompt"] == told.user_prompt
    plain = run.invoke(build(), ["prompt", "garrison-1", "--tools", "--form", "calls"])
    assert "# The game" in plain.stdout and '"raise_hero"' in plain.stdout
    assert run.invoke(build(), ["prompt", "nowhere"]).exit_code == 2
