"""Pictures that somebody looked at and liked: the parade, and the five frames of the read-me."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.picture.approve import path_of, shown
from tests.picture.parade import VIEWS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("view", VIEWS)
def test_parade_is_the_approved_one(view: str) -> None:
    approved = np.asarray(Image.open(path_of(view)))
    assert np.array_equal(shown(view), approved), "the picture has changed: look at it, and run python -m tests.picture.approve"


def test_frames_of_the_documents_are_those_of_today(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("frames", DOCS / "frames.py")
    assert spec and spec.loader
    frames = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(frames)
    frames.draw(tmp_path)
    for drawn in sorted(tmp_path.glob("*.png")):
        kept = DOCS / "frames" / drawn.name
        same = np.array_equal(np.asarray(Image.open(drawn)), np.asarray(Image.open(kept)))
        assert same, f"{kept.name} has changed: look at it, and run python docs/frames.py"
