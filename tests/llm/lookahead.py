"""What looking ahead is worth to a model of the scripted endpoint, with the requests that it took: the tables of docs/evaluating.md.

    PYTHONPATH=tests python -m llm.lookahead FOLDER [--temperature T] [--level NAME ...] [--seeds N] [--skip STRATEGY ...]

Everything is played by `garrison evaluate` and compared by `garrison compare`. Rivals at equal requests: `vote` (as many a
decision), the same model deciding four times as often, and the best of four of its episodes of the same seed.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from garrison_agents.llm.bootstrap import clustered_mean, compare_paired
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.numbers import by_entry, values
from llm.endpoint import Endpoint

TICKS, TIMES = 48, 4
AHEAD = {"horizon_steps": 50}  # 48 s, as by default at 16 ticks a step
STRATEGIES: list[dict[str, Any]] = [
    {"kind": "zero_shot"},
    {"kind": "vote", "name": "vote-4", "n": 4},
    {"kind": "best_of_n", "name": "best-of-4", "n": 4, **AHEAD},
    {"kind": "vote", "name": "vote-9", "n": 9},
    {"kind": "beam", "name": "beam-9", "n": 3, "width": 2, "depth": 2, **AHEAD},
]  # fmt: skip
PAIRS = (("best-of-4", "zero_shot"), ("beam-9", "zero_shot"), ("best-of-4", "vote-4"), ("best-of-4", "four-times-as-often"),
         ("best-of-4", "best-of-4-episodes"), ("beam-9", "vote-9"))  # fmt: skip
OTHER_RULES = ("four-times-as-often", "best-of-4-episodes")  # `garrison compare` rightly refuses these
Numbers = dict[tuple[str, int], float]


def garrison(*words: object) -> str:
    """The real command's output."""
    done = subprocess.run([sys.executable, "-m", "garrison", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def evaluate(folder: Path, name: str, url: str, temperature: float, models: list[str], **fields: Any) -> Path:
    """Plays a run of the wavering model under each of the names; its folder."""
    same = {"model": "wavering", "base_url": url, "api_key_env": "", "temperature": temperature}
    config = folder / f"{name}.json"
    config.write_text(json.dumps({"name": name, "models": [{"name": one, **same} for one in models], "keep_prompts": False, **fields}))
    garrison("evaluate", config, "--out", folder, "--quiet")
    return folder / name


def main() -> None:
    """Plays, and prints Markdown."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--temperature", type=float, default=0.5)
    words.add_argument("--level", action="append")
    words.add_argument("--seeds", type=int, default=5)
    words.add_argument("--skip", action="append", default=[])
    told = words.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    common = {"levels": told.level or ["garrison-1"], "seeds": list(range(told.seeds)), "parallel": 2}
    strategies = [one for one in STRATEGIES if one.get("name") not in told.skip]
    with Endpoint(tuple(common["levels"])) as endpoint:

        def play(name: str, models: list[str], **fields: Any) -> Path:
            before = endpoint.total
            run = evaluate(told.folder, name, endpoint.url, told.temperature, models, **common, **fields)
            played = RunFolder(run).results()
            assert sum(one["calls"] for one in played) == endpoint.total - before, "the endpoint counted other requests than the run"
            return run

        main_run = play("ahead", ["wavering"], ticks_per_step=TICKS, strategies=strategies)
        again = play("again", [f"episode-{n}" for n in range(TIMES)], ticks_per_step=TICKS)
        often = play("often", ["wavering"], ticks_per_step=TICKS // TIMES)
    report(main_run, again, often)


def report(main_run: Path, again: Path, often: Path) -> None:
    """The two tables."""
    played = {entry[1]: of for entry, of in by_entry(RunFolder(main_run).results()).items()}
    rounds = [values(of, "normalised") for of in by_entry(RunFolder(again).results()).values()]
    played["four-times-as-often"] = RunFolder(often).results()
    scores: dict[str, Numbers] = {name: values(of, "normalised") for name, of in played.items()}
    played["best-of-4-episodes"] = RunFolder(again).results()
    scores["best-of-4-episodes"] = {pair: max(one[pair] for one in rounds) for pair in rounds[0]}
    calls = {name: sum(one["calls"] for one in of) for name, of in played.items()}
    print("| strategy | requests a decision | requests in all | normalised |\n| --- | --- | --- | --- |")
    for name, of in scores.items():
        a_decision = calls[name] / sum(one["replies"] for one in played[name])
        print(f"| {name} | {a_decision:.2f} | {calls[name]:,} | {spread(vars(clustered_mean(of)))} |")
    print("\n| A | B | requests A : B | A − B | p |\n| --- | --- | --- | --- | --- |")
    for a, b in ((a, b) for a, b in PAIRS if a in played):
        if b in OTHER_RULES:
            came = compare_paired(scores[a], scores[b])
            told: dict[str, Any] = {"difference": vars(came.difference), "p_value": came.p_value}
        else:
            one, other = (f"{main_run}:wavering.{name}" for name in (a, b))
            told = json.loads(garrison("compare", one, other, "--measure", "normalised", "--json"))[0]
        print(f"| {a} | {b} | {calls[a] / calls[b]:.2f} | {spread(told['difference'])} | {told['p_value']:.4f} |")


def spread(one: dict[str, Any]) -> str:
    """mean [low, high]."""
    return f"{one['mean']:.3f} [{one['low']:.3f}, {one['high']:.3f}]"


if __name__ == "__main__":
    main()
