"""Draws a frame of each benchmark level in mid-battle, docs/frames/garrison-N.png. Run it after a change of the picture.

python docs/frames.py [FOLDER]
"""

import json
import sys
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import garrison
from garrison_agents.witness.files import BENCHMARK, read_witness

FOLDER: Final = Path(__file__).with_name("frames")
FIRST_ENEMY, ENEMIES, ENEMY = 409, 50, 4  # of the structured view
SIZE: Final = 512


def draw(folder: Path) -> None:
    """Plays each level's witness, and draws the moment at which most enemies of most kinds are seen."""
    folder.mkdir(exist_ok=True)
    backend = garrison.load_backend("local")
    for level in BENCHMARK:
        witness = json.loads(read_witness(level))
        session = backend.open(garrison.OpenOptions(levels=(level,), views=("structured",), **witness["options"]))
        session.reset([0], np.array([witness["seed"]], np.uint64))
        best, frame = 0.0, session.render([0], SIZE)[0]
        for *action, _ in witness["steps"]:
            outcome = session.step([0], np.array([action], np.float64))
            if (worth := _worth(outcome.views["structured"][0])) > best:
                best, frame = worth, session.render([0], SIZE)[0]
        Image.fromarray(frame).save(folder / f"{level}.png", optimize=True)


def _worth(view: NDArray[np.float32]) -> float:
    """How much there is to see."""
    enemies = view[FIRST_ENEMY : FIRST_ENEMY + ENEMIES * ENEMY].reshape(ENEMIES, ENEMY)
    seen = enemies[enemies[:, 0] > -9999]
    fires = np.count_nonzero(view[269:289:2] > -9999)
    fog = 1.0 if -3 < view[28] < 3 else 0.0
    return len(np.unique(seen[:, 2])) + len(seen) / 4 + fires + fog


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
