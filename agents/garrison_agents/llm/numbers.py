"""A run's episodes as numbers with their spread: by entry (model, strategy, what it sees), over all levels and on each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from garrison_agents.llm.bootstrap import clustered_mean
from garrison_agents.llm.record import RATES

Result = dict[str, Any]
MEASURES: Final = ("normalised", "score", "won", "valid_rate", *RATES, "waves", "gold_left", "steps")


def summarise(results: Sequence[Result]) -> list[dict[str, Any]]:
    """One summary an entry, in order of first appearance; void episodes are counted and left out of every number."""
    return [{"model": entry[0], "strategy": entry[1], "modality": entry[2], **summary(of)} for entry, of in by_entry(results).items()]


def by_entry(results: Sequence[Result]) -> dict[tuple[str, str, str], list[Result]]:
    """The results of each entry."""
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result["model"], result["strategy"], result["modality"]), []).append(result)
    return groups


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """The numbers of one entry's episodes."""
    done = [result for result in results if result["state"] == "done"]
    levels = list(dict.fromkeys(result["level"] for result in done))
    return {
        "episodes": len(done),
        "void": len(results) - len(done),
        "cut": sum(result["status"] in ("running", "cut") for result in done),
        "voids": dict(Counter(result["trouble"]["kind"] for result in results if result["state"] == "void")),
        **{name: spread(values(done, name)) for name in MEASURES},
        "levels": {level: _on_level([result for result in done if result["level"] == level]) for level in levels},
        "leaks_by_enemy": _sum(result["leaks_by_enemy"] for result in done),
        "counts": _sum(result["counts"] for result in done),
        "illegal_by_code": _sum(result["illegal_by_code"] for result in done),
        **costs(results),
    }


def spread(numbers: Mapping[tuple[str, int], float]) -> dict[str, Any]:
    """A mean with its interval, as JSON takes it: what is unknown is None."""
    return asdict(clustered_mean(numbers)) | ({} if numbers else {"mean": None})


def values(results: Sequence[Result], name: str) -> dict[tuple[str, int], float]:
    """One measure of each (level, seed)."""
    return {(result["level"], result["seed"]): measure(result, name) for result in results}


def measure(result: Result, name: str) -> float:
    """One measure of an episode."""
    if name == "won":
        return float(result["status"] == "won")
    return float(result["rates"][name] if name in RATES else result[name])


def costs(results: Sequence[Result]) -> dict[str, Any]:
    """Tokens, money and time of all episodes, void ones too: they were paid for. `usd` None: unknown."""
    usd = [result["usd"] for result in results]
    done = [result["latency"] for result in results if result["calls"]]
    return {
        "calls": sum(result["calls"] for result in results),
        "retries": sum(result["retries"] for result in results),
        "tokens_in": sum(result["tokens_in"] for result in results),
        "tokens_out": sum(result["tokens_out"] for result in results),
        "uncounted_calls": sum(result["uncounted_calls"] for result in results),
        "usd": None if None in usd else sum(usd),
        "latency_s": sum(one["mean_s"] for one in done) / len(done) if done else None,
    }


def _on_level(results: Sequence[Result]) -> dict[str, Any]:
    means = {name: spread(values(results, name)) for name in ("normalised", "score", "won", "waves")}
    return {"episodes": len(results), **means, "leaks_by_enemy": _sum(result["leaks_by_enemy"] for result in results)}


def _sum(counts: Any) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
