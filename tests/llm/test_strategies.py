"""Each strategy asks what it should, keeps what it should, and looking ahead plays better than not."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from garrison_agents.llm.bootstrap import compare_paired
from garrison_agents.llm.call import ToolUse
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.evaluate import evaluate
from garrison_agents.llm.fields import made
from garrison_agents.llm.numbers import by_entry, values
from garrison_agents.llm.strategies.settings import Strategy
from garrison_agents.llm.strategies.vote import Play, meaning
from garrison_agents.llm.table import Reply, Table
from llm.endpoint import Endpoint


def run(endpoint: Endpoint, folder: Path, model: str, strategies: list[dict[str, Any]], **fields: Any) -> dict[str, dict[str, Any]]:
    """The results by strategy and seed."""
    one = {"name": model, "model": model, "base_url": endpoint.url, "api_key_env": "", **fields.pop("settings", {})}
    table = {"name": folder.name, "models": [one], "strategies": strategies, "seeds": [0, 1], "ticks_per_step": 80, **fields}
    ending = evaluate(made(Evaluation, table, ""), folder, quiet=True)
    assert all(result["state"] == "done" for result in ending.results), ending.results
    return {f"{result['strategy']}.{result['seed']}": result for result in ending.results}


def system_prompts(endpoint: Endpoint) -> list[str]:
    return [body["messages"][0]["content"] for body in endpoint.bodies]


def test_thoughts_may_stand_before_the_answer_only_where_they_are_asked_for(endpoint: Endpoint, tmp_path: Path) -> None:
    strategies = [{"kind": "zero_shot"}, {"kind": "chain_of_thought"}]
    came = run(endpoint, tmp_path / "run", "chatty", strategies, max_steps=6)
    assert came["zero_shot.0"]["counts"] == {"unparseable": 6}
    assert came["chain_of_thought.0"]["counts"] == {"acted": 6}


def test_plan_is_made_in_time_and_shown_with_every_decision(endpoint: Endpoint, tmp_path: Path) -> None:
    came = run(endpoint, tmp_path / "run", "greedy", [{"kind": "plan_then_act", "every": 4}], max_steps=6, seeds=[0])
    assert (came["plan_then_act.0"]["calls"], came["plan_then_act.0"]["replies"]) == (6 + 2, 6)
    asked = [body["messages"][1]["content"] for body in endpoint.bodies]
    assert [("Before you act, plan" in words) for words in asked].count(True) == 2
    assert sum("Your plan, made at decision 4" in words for words in asked) == 2


def test_lessons_survive_episodes_and_resume(endpoint: Endpoint, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"strategies": [{"kind": "reflection", "lessons": 2}], "max_steps": 3, "seeds": [0, 1, 2]}
    came = run(endpoint, tmp_path / "run", "greedy", **settings)
    assert [len(came[f"reflection.{seed}"]["memory"]) for seed in (0, 1, 2)] == [1, 2, 2]
    shown = [prompt.count("Lessons that you wrote") for prompt in system_prompts(endpoint)]
    assert shown == [0] * 4 + [1] * 8
    (tmp_path / "run/episodes/greedy.reflection.text.garrison-1.2.json").unlink()
    before = endpoint.total
    one = {"name": "greedy", "model": "greedy", "base_url": endpoint.url, "api_key_env": ""}
    table = {"name": "run", "models": [one], "ticks_per_step": 80, **settings}
    again = evaluate(made(Evaluation, table, ""), tmp_path / "run", resume=True, quiet=True)
    assert endpoint.total == before  # its calls stand in the journal
    assert again.results[2] == came["reflection.2"]


def test_examples_are_the_most_alike_and_never_the_same_episode(endpoint: Endpoint, tmp_path: Path) -> None:
    run(endpoint, tmp_path / "good", "greedy", [{"kind": "zero_shot"}], seeds=[0, 1])
    endpoint.forget()
    few = {"kind": "few_shot", "shots": 2, "examples": str(tmp_path / "good")}
    came = run(endpoint, tmp_path / "run", "greedy", [few], seeds=[0], max_steps=3)
    assert came["few_shot.0"]["counts"] == {"acted": 3}
    first = endpoint.bodies[0]["messages"][1]["content"]
    assert first.count("Situation: wave 0 of 5") == 2 and "Now the present situation." in first
    with pytest.raises(ConfigError, match="is no recorded run"):
        run(endpoint, tmp_path / "other", "greedy", [{**few, "examples": str(tmp_path / "nothing")}], seeds=[0])


def test_looking_ahead_beats_the_same_model_without_it(endpoint: Endpoint, tmp_path: Path) -> None:
    ahead = {"horizon_steps": 16}  # 80 s
    strategies = [{"kind": "zero_shot"}, {"kind": "vote", "n": 4}, {"kind": "best_of_n", "n": 4, **ahead},
                  {"kind": "beam", "n": 3, "width": 2, "depth": 2, **ahead}]  # fmt: skip
    came = run(endpoint, tmp_path / "run", "sampler", strategies, seeds=[0, 1, 2, 3, 4], ticks_per_step=250)
    kinds = {entry[1]: of for entry, of in by_entry(list(came.values())).items()}
    asked = {kind: sum(one["calls"] for one in of) / sum(one["replies"] for one in of) for kind, of in kinds.items()}
    assert (asked["zero_shot"], asked["vote"], asked["best_of_n"]) == (1, 4, 4) and 3 <= asked["beam"] <= 3 + 2 * 3
    assert sum(one["calls"] for one in came.values()) == endpoint.total
    scores = {kind: values(of, "normalised") for kind, of in kinds.items()}
    for better in ("best_of_n", "beam"):
        for worse in ("zero_shot", "vote"):  # vote: as many requests a decision as best_of_n
            paired = compare_paired(scores[better], scores[worse]).difference
            assert paired.mean > 0.2 and paired.low is not None and paired.low > 0.05, (better, worse, scores)
        on_votes = compare_paired(scores[better], scores["vote"])
        assert on_votes.p_value == on_votes.smallest_p, scores  # every seed says so


def test_votes_count_what_is_meant_and_the_first_of_equals_is_said() -> None:
    one, same, other = Reply('{"X": 0, "Y": 1, "Action": 6}'), Reply('{"Y":1,\n"X":0,"Action":6}'), Reply('{"X": 0, "Y": 0, "Action": 6}')
    assert meaning(one) == meaning(same) != meaning(other)
    for odd in (Reply(""), Reply("NaN"), Reply("[" * 100_000), Reply("\ud83d"), Reply(calls=(ToolUse("wait", "not json"),))):
        assert meaning(odd) == meaning(odd) != meaning(one)
    for said, chosen in (([other, one, same], one), ([other, one], other), ([same, Reply("?"), one, Reply("?")], same)):
        table = SimpleNamespace(act_several=lambda several, said=said: said, messages=list)
        assert Play(Strategy(kind="vote", n=len(said))).turn(cast(Table, table)) is chosen
