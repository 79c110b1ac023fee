"""The siege as a picture for its attacker: the map without the panels, and without what the attacker's other views keep from it."""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.modes import Rules, SiegeRules
from garrison_proto.records import ViewSpec
from garrison_server import state as st
from garrison_server.batch import Batch
from garrison_server.observe.views import writing
from garrison_server.picture.sizes import LARGEST, LEAST

PIXELS: Final = "attacker_pixels:"  # before the side in pixels
NOWHERE: Final = 1e3  # units: far off the map


def attack_picture_spec(name: str, rules: Rules | None) -> ViewSpec | None:
    """What `attacker_pixels:SIZE` looks like in a siege; None for any other view, and in any other mode."""
    asked = re.fullmatch(f"{PIXELS}([1-9][0-9]{{1,2}})", name)
    if asked is None or not isinstance(rules, SiegeRules) or not LEAST <= int(asked[1]) <= LARGEST:
        return None
    side = int(asked[1])
    return ViewSpec(name, "tensor", "uint8", (side, side, 3), 0.0, 255.0, seats=1, first_seat=rules.defenders.seats)


def attack_picture(name: str, batch: Batch, slots: NDArray[np.int64]) -> NDArray[np.uint8]:
    """(n, side, side, 3): no coin, no rally flags, and no range that a defender had shown."""
    usual = writing(f"pixels:{name.removeprefix(PIXELS)}:bare", batch, slots)
    seen = batch.states.rows[slots]  # a copy
    seen["field"][:, st.D_COIN_TICKS] = 0.0
    seen["seats"][:, :, st.S_SHOWN] = 0.0
    seen["towers"][:, :, [st.T_RALLY_X, st.T_RALLY_Y]] = NOWHERE
    boards = usual.arguments[1]
    usual.kernel(seen, boards, batch.level_of[slots], np.arange(len(slots)), *usual.arguments[4:])
    out: NDArray[np.uint8] = usual.out
    return out
