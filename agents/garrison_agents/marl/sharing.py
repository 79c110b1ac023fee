"""Which network plays which seat: one plays them all, each seat has its own, or each block of seats has one."""

import re
from dataclasses import dataclass
from typing import Final

from torch import Tensor

from garrison_agents.training.errors import SettingsError

SHARED: Final = "shared"
INDEPENDENT: Final = "independent"
GROUPS: Final = re.compile(r"groups:(\d+)")
WANTED: Final = f"{SHARED}, {INDEPENDENT}, or groups:N with N networks, each for as many seats as the others"


@dataclass(frozen=True)
class Sharing:
    """`nets` networks over `seats` seats: network k plays the k-th block of seats, all blocks alike."""

    nets: int
    seats: int

    def dealt(self, of_seats: Tensor) -> Tensor:
        """(n, seats, ...) as the networks take it: (nets, n * seats / nets, ...)."""
        n, rest = of_seats.shape[0], of_seats.shape[2:]
        blocks = of_seats.reshape(n, self.nets, self.seats // self.nets, *rest).transpose(0, 1)
        return blocks.reshape(self.nets, -1, *rest)

    def gathered(self, of_nets: Tensor) -> Tensor:
        """What `dealt` made, or what came of it, back by seats: (n, seats, ...)."""
        rest = of_nets.shape[2:]
        blocks = of_nets.reshape(self.nets, -1, self.seats // self.nets, *rest).transpose(0, 1)
        return blocks.reshape(-1, self.seats, *rest)


def sharing_of(word: str, seats: int) -> Sharing:
    """Raises SettingsError for a word that is none, or groups that the seats cannot be dealt into."""
    match = GROUPS.fullmatch(word)
    nets = {SHARED: 1, INDEPENDENT: seats}.get(word, int(match[1]) if match else 0)
    if not nets or seats % nets:
        raise SettingsError(f"sharing: came {word!r} for {seats} seats, wanted {WANTED}")
    return Sharing(nets, seats)
