"""The game as others' trainers want it, without them: the tools are the server's, a row begins its game, a game ends with its score."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from transformers.utils import get_json_schema

from garrison.backend import Backend
from garrison.errors import LevelNotFoundError, OptionError
from garrison_agents.adapters.game import WordGame
from garrison_agents.adapters.trl import Environments, Tools, rows


@pytest.fixture
def environments() -> Iterator[Environments]:
    with Environments("local", max_turns=4) as made:
        yield made


def methods(tools: Tools) -> dict[str, Any]:
    """As TRL finds them: the class's functions that have a public name."""
    found = inspect.getmembers(type(tools), predicate=inspect.isfunction)
    return {name: getattr(tools, name) for name, _ in found if not name.startswith("_") and name not in ("reset", "get_reward")}


def test_the_methods_are_the_server_s_tools(environments: Environments, backend: Backend) -> None:
    game = WordGame(backend)
    known = {tool["function"]["name"]: tool["function"] for tool in game.begin("garrison-1", 1).openai_tools}
    schemas = {name: get_json_schema(method)["function"] for name, method in methods(environments()).items()}
    assert schemas.keys() == known.keys()
    for name, tool in known.items():
        wanted, made = tool["parameters"]["properties"], schemas[name]["parameters"]["properties"]
        assert {key: one["type"] for key, one in made.items()} == {key: one["type"] for key, one in wanted.items()}
        assert schemas[name]["description"] == tool["description"]
    game.close()


def test_a_row_begins_its_game_and_tools_play_it(environments: Environments) -> None:
    one, same = environments(), environments()
    row, _ = rows(["garrison-1", "garrison-2"], [7])
    told = one.reset(**row)
    assert told == same.reset(**row) and "Tower defence" in told and told.rstrip().endswith("Call exactly one tool.")
    assert "build(A5, archer): accepted." in one.build("A5", "archer")
    assert "refused" in one.build("A5", "archer")
    assert one.move_hero(0.5, -1.0) != one.wait()
    assert one.wait() == "The game is left after 4 calls."
    score = one.get_reward()
    assert one._game.over and one.get_reward() == score <= 1.0
    assert same.get_reward() < score, "a tower does better than none"
    assert one.reset(**row) == told, "and it begins anew"


def test_what_cannot_begin_says_so(environments: Environments) -> None:
    with pytest.raises(LevelNotFoundError, match="garrison-9"):
        environments().reset(level="garrison-9", seed=1)
    with pytest.raises(OptionError, match="seed"):
        environments().reset(seed=-1)


def test_a_game_begins_from_a_snapshot_and_takes_words(backend: Backend) -> None:
    game = WordGame(backend)
    game.begin("garrison-1", 3)
    assert game.say('{"name":"build","arguments":{"site":"A5","tower":"archer"}}').understanding == "acted"
    kept = game._opened.snapshot([0])[0]
    after = game.say(calls=[("wait", "{}")]).outcome.hashes[0]
    game.begin("garrison-1", 0, kept)
    assert game.say(calls=[("wait", "{}")]).outcome.hashes[0] == after
    assert game.say("what?").understanding == "unparseable"
    game.close()
