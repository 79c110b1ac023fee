"""An episode as it is played, and the numbers that come of it. The same for a model's play and for its verification."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison import Description
from garrison_agents.llm.speech import Said
from garrison_agents.llm.table import Reply
from garrison_agents.score import normalised
from garrison_agents.trace import STATUSES

_TOTAL, _WAVE, _GOLD = 12, 23, 25  # columns of the structured view
RATES: Final = ("unparseable", "out_of_schema", "illegal", "no_effect")
WATCHED: Final = ("structured", "leaks")  # views that a record is made of


@dataclass
class Record:
    """One episode's decisions, and where it stands."""

    description: Description
    witness: float
    turns: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    last: Any = None  # the last outcome

    def begin(self, outcome: Any) -> None:
        """The episode's first state."""
        self.last = outcome

    @property
    def view(self) -> NDArray[np.float32]:
        """The structured view, (759,)."""
        view: NDArray[np.float32] = self.last.views["structured"][0]
        return view

    @property
    def over(self) -> bool:
        return int(self.last.status[0]) != 0

    @property
    def steps(self) -> int:
        return int(self.last.steps[0])

    def add(self, prompt: str, reply: Reply, said: Said, **more: Any) -> None:
        """One decision."""
        self.last = said.outcome
        self.counts[said.understanding] += 1
        if said.understanding == "illegal":
            self.codes[str(said.code)] += 1
        self.turns.append({
            "turn": len(self.turns), "prompt_sha256": digest(prompt), "reply": reply.text, "calls": [asdict(call) for call in reply.calls],
            "omitted": reply.omitted,
            "understanding": said.understanding, "explanation": said.explanation, "code": said.code,
            "played": [[one.x, one.y, one.action, one.code, one.no_effect] for one in said.played], "steps": said.steps,
            "idle_steps": said.idle_steps, "stopped": said.stopped, "tick": int(said.outcome.ticks[0]),
            "score": float(said.outcome.scores[0]), "hash": f"{int(said.outcome.hashes[0]):016x}", **more,
        })  # fmt: skip

    def numbers(self) -> dict[str, Any]:
        """What the game says of the episode."""
        score, view = float(self.last.scores[0]), self.view
        replies = sum(self.counts[name] for name in ("acted", *RATES))
        names = [row["name"] for row in self.description.rules["enemies"]]
        leaks = self.last.views["leaks"][0]
        return {
            "score": score,
            "normalised": normalised(score, life_of(self.description), self.witness),
            "status": STATUSES[int(self.last.status[0])],
            "waves": int(view[_WAVE]),
            "waves_total": int(view[_TOTAL]),
            "leaks": int(leaks.sum()),
            "leaks_by_enemy": {names[row] if row < len(names) else f"enemy {row}": int(n) for row, n in enumerate(leaks) if n},
            "gold_left": float(view[_GOLD]),
            "steps": self.steps,
            "ticks": int(self.last.ticks[0]),
            "replies": replies,
            "counts": dict(sorted(self.counts.items())),
            "illegal_by_code": dict(sorted(self.codes.items(), key=lambda item: int(item[0]))),
            "valid_rate": (self.counts["acted"] + self.counts["no_effect"]) / max(replies, 1),
            "rates": {name: self.counts[name] / max(replies, 1) for name in RATES},
            "state_hash": f"{int(self.last.hashes[0]):016x}",
        }


def life_of(description: Description) -> int:
    """The life that a level begins with."""
    return int(json.loads(description.level_document).get("life", 20))


def digest(text: str | bytes) -> str:
    """sha256 in hex."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def latencies(seconds: Sequence[float]) -> dict[str, float]:
    """Mean, median and 95th percentile of the calls' times, in seconds."""
    if not seconds:
        return {"mean_s": 0.0, "p50_s": 0.0, "p95_s": 0.0}
    return {
        "mean_s": round(float(np.mean(seconds)), 4), "p50_s": round(float(np.median(seconds)), 4),
        "p95_s": round(float(np.percentile(seconds, 95)), 4),
    }  # fmt: skip
