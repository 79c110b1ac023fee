"""What `garrison verify` found of a run, kept beside it, and whether the run is still the one that was looked at."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final

from garrison_agents.llm.errors import RunError
from garrison_agents.llm.folder import FOLDERS, RunFolder, read_json
from garrison_agents.llm.manifest import now

NAME: Final = "verdict.json"
MOST: Final = 20  # faults that are kept
OUTCOMES: Final = ("verified", "incomplete", "refused")


@dataclass(frozen=True)
class Verdict:
    """The outcome of one verification. `changed`: the run's files are no longer those that were verified."""

    outcome: str  # one of OUTCOMES
    when: str
    server: str
    episodes: int  # that came out again
    void: int
    left: int  # not played
    faults: tuple[str, ...]
    fingerprint: str
    changed: bool = False

    @property
    def mark(self) -> str:
        """In one word, for tables."""
        return "changed" if self.changed else self.outcome


def new_verdict(folder: RunFolder, server: str, faults: Sequence[str], played: int, void: int, left: int) -> Verdict:
    """Of a run that has just been verified: `played` episodes finished, of which those in `faults` did not come out again."""
    outcome = "refused" if faults else "incomplete" if void or left else "verified"
    return Verdict(outcome, now(), server, played, void, left, tuple(faults[:MOST]), fingerprint(folder))


def keep_verdict(folder: RunFolder, verdict: Verdict) -> None:
    """Writes it beside the run's other files."""
    body = {name: value for name, value in asdict(verdict).items() if name != "changed"}
    folder.write(NAME, body)


def read_verdict(folder: RunFolder) -> Verdict | None:
    """None: the run was never verified. Raises RunError for a file that is no verdict."""
    path = folder.path / NAME
    if not path.exists():
        return None
    body: dict[str, Any] = read_json(path)
    try:
        verdict = Verdict(**{**body, "faults": tuple(map(str, body["faults"]))})
        if verdict.outcome not in OUTCOMES:
            raise ValueError(f"outcome: came {json.dumps(verdict.outcome)}, wanted one of {', '.join(OUTCOMES)}")
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(f"{path}: {error}") from None
    return Verdict(**{**vars(verdict), "changed": verdict.fingerprint != fingerprint(folder)})


def fingerprint(folder: RunFolder) -> str:
    """sha256 in hex over everything of a run that is verified: names and contents of its files, in order."""
    whole = sha256()
    paths = [folder.manifest, *(path for name in FOLDERS for path in sorted((folder.path / name).glob("*")))]
    for path in paths:
        if path.is_file() and path.suffix != ".part":
            whole.update(f"{path.relative_to(folder.path).as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
