"""`garrison evaluate` end to end against a real HTTP server: right scores, right classes, void and not zero, caps."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from garrison.backend import Backend
from llm.broken import TROUBLES, WAYS
from llm.conftest import LEVELS, Command, Config, played_directly, results
from llm.endpoint import Endpoint

AGENTS = {"greedy": "llm.policies:TextGreedy", "random": "llm.policies:TextRandom", "noop": "llm.policies:TextNoop"}
Evaluated = Callable[..., Path]


def test_scores_are_those_of_the_same_agents_played_directly(
    backend: Backend, config: Config, evaluated: Evaluated, endpoint: Endpoint
) -> None:
    run = evaluated(config(list(AGENTS), levels=LEVELS, seeds=[0, 1], ticks_per_step=50, parallel=4))
    came = results(run)
    for model, agent in AGENTS.items():
        for level in LEVELS:
            for trace in played_directly(backend, agent, level, (0, 1), 50):
                result = came.pop(f"{model}.zero_shot.text.{level}.{trace.seed}")
                assert (result["score"], result["normalised"], result["status"]) == (trace.score, trace.normalised, trace.status)
                assert (result["state_hash"], result["steps"], result["leaks"]) == (trace.state_hash, trace.steps, trace.leaks)
                assert (result["gold_left"], result["waves"]) == (trace.gold_left, trace.waves)
                assert result["valid_rate"] == trace.valid_rate == 1.0
                assert result["calls"] == result["replies"] == trace.steps
    assert not came
    assert set(endpoint.requests.values()) == {1}
    entries = {entry["model"]: entry for entry in json.loads((run / "summary.json").read_bytes())["entries"]}
    assert entries["noop"]["normalised"]["mean"] == 0.0 and entries["noop"]["usd"] is None
    assert entries["random"]["normalised"]["mean"] < entries["greedy"]["normalised"]["mean"]


def test_broken_models_land_in_exactly_their_classes(config: Config, evaluated: Evaluated) -> None:
    models = [f"broken-{way}" for way in WAYS]
    came = results(evaluated(config(models, seeds=[0], max_steps=3)))
    assert len(came) == len(WAYS) >= 12
    for way, broken in WAYS.items():
        result = came[f"broken-{way}.zero_shot.text.garrison-1.0"]
        assert (way, result["state"], result["steps"]) == (way, "done", 3)
        assert (way, result["counts"]) == (way, {broken.understanding: 3})
        assert (way, result["illegal_by_code"]) == (way, {str(broken.code): 3} if broken.code else {})
        assert (way, result["valid_rate"]) == (way, 0.0)


def test_long_replies_do_not_fill_the_disk(config: Config, evaluated: Evaluated) -> None:
    run = evaluated(config(["broken-ten-megabytes"], seeds=[0], max_steps=2))
    assert sum(path.stat().st_size for path in run.rglob("*") if path.is_file()) < 1_000_000
    assert "came 10000000 characters" in (run / "transcripts/broken-ten-megabytes.zero_shot.text.garrison-1.0.jsonl").read_text()


def test_dead_endpoints_make_episodes_void_and_never_zero(config: Config, evaluated: Evaluated, endpoint: Endpoint) -> None:
    models = [*(f"trouble-{way}" for way in TROUBLES), "gone", "noop"]
    path = config(models, seeds=[0, 1], max_steps=2)
    run = evaluated(path, code=3)
    came = results(run)
    for way, trouble in TROUBLES.items():
        for seed in (0, 1):
            result = came[f"trouble-{way}.zero_shot.text.garrison-1.{seed}"]
            assert (way, result["state"], result["trouble"]["kind"]) == (way, "void", trouble[3])
            assert "score" not in result and "normalised" not in result
    assert came["gone.zero_shot.text.garrison-1.0"]["trouble"]["kind"] == "unreachable"
    assert came["noop.zero_shot.text.garrison-1.1"]["state"] == "done"
    entries = {entry["model"]: entry for entry in json.loads((run / "summary.json").read_bytes())["entries"]}
    assert entries["trouble-crash"]["void"] == 2 and entries["trouble-crash"]["normalised"]["n"] == 0


def test_passing_trouble_changes_no_score(config: Config, evaluated: Evaluated) -> None:
    came = results(evaluated(config(["noop", "flaky-crash-1"], seeds=[0], max_steps=4)))
    calm, flaky = came["noop.zero_shot.text.garrison-1.0"], came["flaky-crash-1.zero_shot.text.garrison-1.0"]
    assert flaky["state_hash"] == calm["state_hash"] and flaky["counts"] == {"acted": 4}
    assert (calm["retries"], flaky["retries"]) == (0, 4)


@pytest.mark.parametrize(("caps", "words"), [({"calls": 5}, "5 of 5 calls"), ({"tokens": 4000}, "of 4000 tokens")])
def test_cap_stops_the_run_and_a_higher_one_lets_it_go_on(
    config: Config, evaluated: Evaluated, endpoint: Endpoint, garrison_command: Command, tmp_path: Path, caps: dict[str, int], words: str
) -> None:
    path = config(["noop"], seeds=[0, 1], max_steps=8, parallel=1, caps=caps)
    done = garrison_command("evaluate", path, "--out", tmp_path / "runs")
    assert done.returncode == 3 and words in done.stderr and "--resume" in done.stderr
    stopped_at = endpoint.total
    assert 0 < stopped_at <= 5
    run = evaluated(config(["noop"], seeds=[0, 1], max_steps=8, parallel=1), "--resume")
    assert endpoint.total == 16 and set(endpoint.requests.values()) == {1}
    assert all(result["state"] == "done" for result in results(run).values())


def test_money_is_capped_when_prices_are_known(config: Config, garrison_command: Command, tmp_path: Path) -> None:
    path = config(["noop"], seeds=[0], max_steps=9, caps={"usd": 0.005}, model={"price_in": 1.0, "price_out": 2.0})
    done = garrison_command("evaluate", path, "--out", tmp_path / "runs")
    assert done.returncode == 3 and "of 0.005 US dollars are used" in done.stderr


def test_wrong_beginnings_are_one_sentence(config: Config, garrison_command: Command, evaluated: Evaluated, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "runs")
    no_key = garrison_command("evaluate", config(["noop"], model={"api_key_env": "NO_SUCH_KEY"}), *out)
    no_level = garrison_command("evaluate", config(["noop"], levels=["garrison-99"]), *out)
    no_run = garrison_command("evaluate", config(["noop"], name="other"), *out, "--resume")
    evaluated(config(["noop"], seeds=[0], max_steps=1, name="third"))
    again = garrison_command("evaluate", config(["noop"], seeds=[0], max_steps=1, name="third"), *out)
    changed = garrison_command("evaluate", config(["noop"], seeds=[0], max_steps=2, name="third"), *out, "--resume")
    for done, words in ((no_key, "NO_SUCH_KEY"), (no_level, "garrison-99"), (no_run, "is no run's folder"), (again, "holds a run already"),
                        (changed, "max_steps: the run has 1, came 2")):  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert words in done.stderr and "Traceback" not in done.stderr
