"""The episodes of an evaluation: their names, and which must wait for which."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from garrison_agents.llm.config import Evaluation


@dataclass(frozen=True)
class Episode:
    """One model, led by one strategy, plays one seed of one level."""

    model: str
    strategy: str
    modality: str
    level: str
    seed: int

    @property
    def entry(self) -> tuple[str, str, str]:
        """Who plays: what is compared."""
        return self.model, self.strategy, self.modality

    @property
    def id(self) -> str:
        """The name of its files, and of its calls."""
        return f"{self.model}.{self.strategy}.{self.modality}.{level_label(self.level)}.{self.seed}"


def level_label(level: str) -> str:
    """A level's name, or its file's, as part of a file's name; what had to be changed is told apart by a hash."""
    plain = Path(level).stem if level.endswith(".json") else level
    label = re.sub(r"[^A-Za-z0-9_-]+", "_", plain)
    return label if label == level else f"{label}-{sha256(level.encode()).hexdigest()[:6]}"


def lanes(config: Evaluation, remembering: Sequence[str]) -> list[list[Episode]]:
    """All episodes, in lanes that may be played side by side. Those of a remembering strategy, and a person's, follow one
    another: seed by seed, and in each seed level by level."""
    made: list[list[Episode]] = []
    for model in config.models:
        for strategy in config.strategies:
            for modality in config.modalities:
                lane = [Episode(model.name, strategy.name, modality, level, seed) for seed in config.seeds for level in config.levels]
                made += [lane] if strategy.name in remembering or model.provider == "person" else [[episode] for episode in lane]
    return made
