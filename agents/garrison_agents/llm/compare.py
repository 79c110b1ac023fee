"""`garrison compare A B`: two runs, or two entries of runs, on the episodes that both have played."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from garrison_agents.llm.bootstrap import Comparison, compare_paired
from garrison_agents.llm.errors import RunError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.numbers import Result, by_entry, values

Row = tuple[str, str, str, Comparison]
SAME = ("style", "track", "speed", "ticks_per_step", "max_ticks", "max_steps", "history")  # else nothing can be compared


def compare(a: str, b: str, measures: Sequence[str]) -> list[Row]:
    """Every entry of A with every entry of B. Raises RunError when they share no episode, or were played by other rules."""
    (manifest_a, of_a), (manifest_b, of_b) = _read(a), _read(b)
    for name in SAME:
        if manifest_a["config"][name] != manifest_b["config"][name]:
            raise RunError(
                f"{a} and {b} cannot be compared: {name} is {manifest_a['config'][name]!r} there, {manifest_b['config'][name]!r} here"
            )
    _same_levels(a, b, of_a, of_b)
    rows = [
        (" ".join(entry_a), " ".join(entry_b), name, compare_paired(values(results_a, name), values(results_b, name)))
        for entry_a, results_a in of_a.items() for entry_b, results_b in of_b.items() if (a != b or entry_a < entry_b) for name in measures
    ]  # fmt: skip
    if not any(row[3].difference.n for row in rows):
        raise RunError(f"{a} and {b} have no episode of the same level and seed in common")
    return rows


def _read(spec: str) -> tuple[dict[str, Any], dict[tuple[str, str, str], list[Result]]]:
    """A run's folder, or FOLDER:MODEL[.STRATEGY[.MODALITY]] for some of its entries."""
    path, _, wanted = spec.partition(":") if not Path(spec).exists() else (spec, "", "")
    folder = RunFolder(Path(path))
    manifest = folder.read_manifest()
    done = [result for result in folder.results() if result["state"] == "done"]
    entries = {entry: of for entry, of in by_entry(done).items() if not wanted or f"{'.'.join(entry)}.".startswith(f"{wanted}.")}
    if not entries:
        known = ", ".join(".".join(entry) for entry in by_entry(done)) or "none that is done"
        raise RunError(f"{path} has no entry {wanted!r}; there are {known}" if wanted else f"{path} has no finished episode")
    return manifest, entries


def _same_levels(a: str, b: str, of_a: Any, of_b: Any) -> None:
    hashes: dict[str, str] = {}
    for spec, entries in ((a, of_a), (b, of_b)):
        for results in entries.values():
            for result in results:
                if hashes.setdefault(result["level"], result["level_hash"]) != result["level_hash"]:
                    raise RunError(f"{a} and {b} cannot be compared: level {result['level']} of {spec} is another one")
