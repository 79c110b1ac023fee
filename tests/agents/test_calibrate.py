"""The order that calibration asks for, and the pages it writes."""

import json
from pathlib import Path

from garrison_agents.calibrate import AGENTS, order_faults, write_tables
from garrison_agents.score import Spread, Summary

GOOD = {"noop": -20.0, "random": -15.0, "random-legal": -12.0, "greedy": -2.0, "expert": -1.0}


def rows(level: str, means: dict[str, float]) -> list[Summary]:
    one = Spread(1.0, 0.0, 30)
    return [Summary(level, agent, Spread(means[agent], 1.0, 30), one, one, one, 100.0) for agent in AGENTS]


def test_order_faults_none_when_in_order() -> None:
    summaries = rows("a", GOOD) + rows("b", {**GOOD, "greedy": -3.0})
    assert order_faults(summaries, {"a": 0.0, "b": 0.0}) == []


def test_order_faults_names_level_and_agents() -> None:
    summaries = rows("a", {**GOOD, "greedy": -12.0}) + rows("b", GOOD)
    assert order_faults(summaries, {"a": 0.0, "b": 0.0}) == [
        "a: random-legal -12.00 is not below greedy -12.00",
        "greedy does not fall from a (-12.00) to b (-2.00)",
    ]


def test_order_faults_witness_missing_or_beaten() -> None:
    assert order_faults(rows("a", GOOD), {}) == ["a: there is no witness"]
    assert order_faults(rows("a", GOOD), {"a": -3.0}) == ["a: expert -1.00 is above the witness -3"]


def test_write_tables_for_people_and_programs(tmp_path: Path) -> None:
    write_tables(tmp_path, 30, rows("garrison-1", GOOD), {"garrison-1": 0.0}, [])
    page = (tmp_path / "calibration.md").read_text()
    assert "| garrison-1 | -20.00 ± 1.00" in page
    assert json.loads((tmp_path / "calibration.json").read_text())["results"][0]["score"] == -20.0
