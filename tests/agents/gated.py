"""An agent that takes its time, and from its sixtieth step on waits until the file of the environment's GATE is there."""

import os
import time
from pathlib import Path
from typing import Any

from garrison import Description

GATED_STEP = 60


class Gated:
    name = "gated"
    views: tuple[str, ...] = ("structured",)
    action_space = "native"

    def reset(self, description: Description, seed: int) -> None:
        self.gate = Path(os.environ["GATE"])

    def act(self, views: dict[str, Any]) -> tuple[float, float, int]:
        time.sleep(0.005)
        until = time.monotonic() + 120
        while views["structured"][21] >= GATED_STEP and not self.gate.exists() and time.monotonic() < until:
            time.sleep(0.01)
        return 0.0, 0.0, 6
