"""The scripted agents on the frozen episodes of the evaluations: what learners are held against."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from garrison_agents.options import LOCAL, make_jobs
from garrison_agents.run import play_with_bar
from garrison_agents.training.folder import replacing
from garrison_agents.training.frozen import FIRST_SEED

AGENTS: Final = ("noop", "random-legal", "greedy", "expert")
FILE: Final = "scripted.json"
Scores = Mapping[str, Mapping[str, Sequence[float]]]  # level -> agent -> normalised score of each episode


def play_missing(out: Path, levels: Sequence[str], episodes: int, jobs: int) -> bool:
    """Plays the levels that are not in `out` yet with so many episodes, and writes them there; False after Ctrl-C."""
    scores: dict[str, dict[str, list[float]]] = {level: dict(of) for level, of in read_scores(out).items()}  # type: ignore[arg-type]
    missing = [level for level in levels if any(len(scores.get(level, {}).get(agent, ())) != episodes for agent in AGENTS)]
    if not missing:
        return True
    seeds = range(FIRST_SEED, FIRST_SEED + episodes)
    results = play_with_bar(make_jobs(LOCAL, AGENTS, missing, seeds, jobs), LOCAL, jobs, None, "scripted agents")
    if results.stopped:
        return False
    scores |= {level: {agent: [] for agent in AGENTS} for level in missing}
    for trace in results.traces:
        scores[trace.level][trace.agent].append(trace.normalised)
    with replacing(out / FILE) as path:
        path.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    return True


def read_scores(out: Path) -> Scores:
    """What was played before."""
    path = out / FILE
    found: Scores = json.loads(path.read_bytes()) if path.exists() else {}
    return found
