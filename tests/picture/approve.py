"""Approves the pictures of the parade as they are drawn now. Look at them first.

python -m tests.picture.approve
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tests.picture.parade import VIEWS, parade

from garrison_server.observe.views import observe

APPROVED = Path(__file__).with_name("approved")


def shown(view: str) -> NDArray[np.uint8]:
    """Both slots of the parade side by side."""
    return np.concatenate(list(observe(view, parade(), np.arange(2))), axis=1)


def path_of(view: str) -> Path:
    return APPROVED / f"parade.{view.removeprefix('pixels:').replace(':', '.')}.png"


if __name__ == "__main__":
    for name in VIEWS:
        Image.fromarray(shown(name)).save(path_of(name), optimize=True)
