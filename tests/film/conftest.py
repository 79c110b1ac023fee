"""A short recorded game, as a file."""

import json
from pathlib import Path

import numpy as np
import pytest

import garrison
from garrison_proto.replay_file import Replay, load_replay

STEPS = 40
WITNESS = Path(__file__).resolve().parents[2] / "levels/garrison_levels/benchmark/garrison-1.witness.json"


@pytest.fixture(scope="session")
def replay_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first steps of garrison-1's witness, with ranges shown between them."""
    path = tmp_path_factory.mktemp("film") / "game.json"
    actions = load_replay(WITNESS).actions[:STEPS].copy()
    actions[30:33] = [[-0.65, 2.41, 5], [0.0, 0.0, 6], [0.46, 0.4, 5]]
    backend = garrison.load_backend("local")
    session = backend.open(garrison.OpenOptions(levels=("garrison-1",), record=True))
    session.reset((0,), np.array([23], np.uint64))
    for action in actions:
        session.step((0,), action[None])
    path.write_bytes(session.export_replay(0))
    return path


@pytest.fixture(scope="session")
def replay(replay_path: Path) -> Replay:
    return load_replay(replay_path)


@pytest.fixture
def changed(replay_path: Path, tmp_path: Path) -> "Changed":
    return Changed(json.loads(replay_path.read_text()), tmp_path / "changed.json")


class Changed:
    """The file with something in it changed."""

    def __init__(self, document: dict[str, object], path: Path) -> None:
        self.document, self.path = document, path

    def __call__(self, **changes: object) -> Path:
        self.path.write_text(json.dumps(self.document | changes))
        return self.path

    def with_hash(self, step: int, digest: str) -> Path:
        steps = [list(row) for row in self.document["steps"]]  # type: ignore[attr-defined]
        steps[step - 1][3] = digest
        return self(steps=steps)
