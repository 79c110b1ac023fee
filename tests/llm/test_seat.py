"""A language model in a seat: behind a real HTTP endpoint it plays as its script does at the same seat, and sees no more than it may."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from garrison import AllianceRules, SiegeRules
from garrison_agents.agent import AgentError, make_agent
from garrison_agents.arena import run_arena
from garrison_agents.batch import Job
from garrison_agents.llm.seat import SeatTalker
from garrison_agents.llm.seat_words import read
from garrison_agents.seats import described
from garrison_server.local import LocalBackend
from llm.broken import WAYS
from llm.endpoint import Endpoint

LEVEL = "garrison-2"
STEPS = 40
UNREADABLE = [
    way
    for way, broken in WAYS.items()
    if broken.text is not None and broken.understanding != "illegal" and way != "no-such-action"  # 12 is a gift here
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint((LEVEL,)) as served:
        yield served


def config(folder: Path, endpoint: Endpoint, *models: str, style: str = "full", answer: str = "text") -> str:
    common = f'base_url = "{endpoint.url}"\napi_key_env = ""\nanswer = "{answer}"\nbackoff_s = 0.01\n'
    tables = "".join(f'[[models]]\nname = "{name}"\nmodel = "{name}"\n{common}' for name in models)
    path = folder / "models.toml"
    path.write_text(f'name = "seats"\nstyle = "{style}"\n{tables}', encoding="utf-8")
    return f"llm:{path}"


def hashes(*seats: str, attacker: str = "") -> list[str]:
    allies = AllianceRules(len(seats))
    rules, mode, table = (SiegeRules(allies), "siege", (*seats, attacker)) if attacker else (allies, "alliance", seats)
    job = Job("+".join(table), LEVEL, (3,), mode=mode, rules=rules, seats=table, max_steps=STEPS)
    return [trace.state_hash for trace in run_arena([job], "local", 1).traces]


def test_model_in_an_alliance_plays_as_its_script_does(endpoint: Endpoint, tmp_path: Path) -> None:
    spec = config(tmp_path, endpoint, "greedy", "noop")
    endpoint.forget()
    assert hashes("greedy", f"{spec}@greedy") == hashes("greedy", "llm.policies:TextGreedy")
    system, user = (message["content"] for message in endpoint.bodies[-1]["messages"])
    assert endpoint.total == STEPS and "2 seats hold the base together" in system and "Waves: 4 goblin" in system
    assert '"Agent_Seat"' in user or '"Level_Towers_Owners"' in user
    assert hashes("greedy", spec) != hashes("greedy", f"{spec}@noop")  # the first model is meant where none is named


def test_model_that_defends_in_a_siege_is_not_told_who_comes(endpoint: Endpoint, tmp_path: Path) -> None:
    spec = config(tmp_path, endpoint, "greedy")
    endpoint.forget()
    assert hashes(f"{spec}@greedy", attacker="attack-rush") == hashes("llm.policies:TextGreedy", attacker="attack-rush")
    first = endpoint.bodies[0]["messages"]
    assert "Waves:" not in first[0]["content"] and "An attacker sends the enemies" in first[0]["content"]
    assert '"Level_Current_Wave_Enemies": []' in first[1]["content"] or "goblin" not in first[1]["content"]


def test_reply_that_cannot_be_read_is_a_no_op_and_the_next_prompt_says_so(endpoint: Endpoint, tmp_path: Path) -> None:
    spec = config(tmp_path, endpoint, "broken-prose", style="brief")
    endpoint.forget()
    assert hashes(f"{spec}@broken-prose") == hashes("noop")
    assert "could not be read" in endpoint.bodies[1]["messages"][1]["content"]
    assert endpoint.bodies[1]["messages"][1]["content"].count("# Current state") == 1


@pytest.mark.parametrize("way", UNREADABLE)
def test_broken_replies_are_no_actions(endpoint: Endpoint, tmp_path: Path, way: str) -> None:
    agent = make_agent(config(tmp_path, endpoint, "greedy"))
    assert isinstance(agent, SeatTalker)
    with pytest.raises((ValueError, KeyError, TypeError, RecursionError)):
        agent._action(read(WAYS[way].text or ""))


def test_both_forms_are_understood(endpoint: Endpoint, tmp_path: Path) -> None:
    agent = make_agent(config(tmp_path, endpoint, "greedy", style="brief"))
    assert isinstance(agent, SeatTalker) and agent.views == ("brief",)
    rules = AllianceRules(2, ownership="zones")
    agent.reset(described(LocalBackend().describe(LEVEL, "alliance"), rules), 1)
    assert "your own zone" in agent._system and "give(seat)" in agent._system
    assert agent._action({"name": "build", "arguments": {"site": "A2", "tower": "archer"}}) == (-0.32, 2.04, 0)
    assert agent._action({"name": "move_hero", "arguments": {"x": 1, "y": -2}}) == (1.0, -2.0, 9)
    assert agent._action({"name": "give", "arguments": {"seat": 1}})[2] == 13
    assert agent._action({"X": 0.5, "Y": 0, "Action": 8}) == (0.5, 0.0, 8)
    for wrong in ({"X": 9, "Y": 0, "Action": 8}, {"name": "build", "arguments": {"site": "A2"}}, {"name": "dance", "arguments": {}}):
        with pytest.raises((ValueError, KeyError)):
            agent._action(wrong)


def test_model_that_cannot_sit_there_is_a_sentence(endpoint: Endpoint, tmp_path: Path) -> None:
    spec = config(tmp_path, endpoint, "greedy")
    with pytest.raises(AgentError, match="came model 'nobody', wanted one of greedy"):
        make_agent(f"{spec}@nobody")
    with pytest.raises(AgentError, match="wanted text or json at a seat"):
        make_agent(config(tmp_path, endpoint, "greedy", answer="tools"))
    with pytest.raises(AgentError, match="cannot be read"):
        make_agent("llm:nowhere.toml")
