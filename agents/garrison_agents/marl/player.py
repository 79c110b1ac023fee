"""What was trained, playing: as the partner of those that are trained, or one episode at a time as the agent `marl:FILE`."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from garrison import Description
from garrison_agents.marl.brain import Brain
from garrison_agents.marl.games import Seen
from garrison_agents.marl.networks import StackedMlp
from garrison_agents.marl.self_play import side_of
from garrison_agents.marl.settings import COMMONS, SIEGE
from garrison_agents.marl.sharing import Sharing
from garrison_agents.marl.siege import ATTACKER, DEFENDER, SIDES
from garrison_agents.training.checkpoint import read_about, read_weights
from garrison_agents.training.errors import CheckpointError

ALGORITHMS: Final = ("marl-dqn", "marl-ppo")
POLICY: Final = "policy."  # before the names of PPO's weights that choose
MASK: Final = "mask"
ATTACKER_MASK: Final = "attacker_mask"
ORDERS: Final = "orders"


class TrainedSeats:
    """A `garrison_agents.marl.partners.Partner`: plays some seats as the checkpoint's networks for them do, and never learns."""

    def __init__(self, path: Path, seats: Sequence[int], seed: int = 0, side: int = DEFENDER) -> None:
        """seats: which of the game's it plays; a seat that had no network of its own is played by the last one. side: of a siege.

        Raises CheckpointError for a file that is no such checkpoint.
        """
        self.path = path
        self.about, network = loaded(str(path), side, path.stat().st_mtime_ns if path.exists() else 0)
        nets, trained = self.about["nets"], self.about["trained"]
        own = chosen(network, [min(seat * nets // trained, nets - 1) for seat in seats])
        self.brain = Brain(own, Sharing(len(seats), len(seats)), self.about["algorithm"] == "marl-ppo")
        self.random = np.random.default_rng(seed)

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats). Raises CheckpointError where this game's views or actions are not those it was trained on."""
        came, about = (seen.views.shape[-1], seen.masks.shape[-1]), self.about
        if came != (about["width"], about["actions"]):
            raise CheckpointError(
                f"{self.path}: trained on {about['width']} numbers and {about['actions']} actions, as in a game of {about['seats']} seats; "
                f"came {came[0]} and {came[1]}"
            )
        return self.brain(seen, self.random)


class MarlAgent:
    """Plays one seat of an alliance or a siege, one episode at a time: `marl:FILE`, `marl:FILE@SEAT` where seats have networks of their
    own, or `marl:FILE@attacker`."""

    def __init__(self, spec: str) -> None:
        """Raises CheckpointError for a file that is no such checkpoint, or of the commons, or of no siege where it is to attack."""
        path, _, seat = spec.partition("@")
        attacks = seat == SIDES[ATTACKER]
        if seat and not seat.isdecimal() and not attacks:
            raise CheckpointError(f"{spec}: came seat {seat!r}, wanted FILE@SEAT with a whole number, or FILE@{SIDES[ATTACKER]}")
        torch.set_num_threads(1)  # one decision at a time is little work, and several processes may play
        self.name = f"marl:{spec}"
        self._player = TrainedSeats(Path(path), [0 if attacks else int(seat or 0)], side=ATTACKER if attacks else DEFENDER)
        about = self._player.about
        if about["game"] == COMMONS or (attacks and about["game"] != SIEGE):
            raise CheckpointError(f"{path}: it plays {about['game']}, wanted one that plays a {SIEGE if attacks else 'level'}")
        self._seen = ("attacker",) if attacks else (*about["view"], "allies")
        self._mask = ATTACKER_MASK if attacks else MASK
        self.views, self.action_space = (*self._seen, self._mask), ORDERS if attacks else about["action_space"]

    def reset(self, description: Description, seed: int) -> None:
        """What it draws from now on comes from the seed."""
        self._player.random = np.random.default_rng(seed)

    def act(self, views: dict[str, Any]) -> int:
        """The next action. Raises CheckpointError where this game's views or actions are not those it was trained on."""
        view, mask = np.concatenate([views[name].reshape(-1) for name in self._seen]), views[self._mask].astype(np.int8)
        return int(self._player(Seen(view[None, None], mask[None, None]))[0, 0])


@functools.lru_cache(maxsize=16)
def loaded(path: str, side: int, written_ns: int) -> tuple[dict[str, Any], StackedMlp]:
    """What a checkpoint plays, of a siege on one side, and the networks that choose; `written_ns` tells files of one name apart."""
    about, weights = read_about(Path(path), ALGORITHMS), read_weights(Path(path))
    if "sides" in about:
        about, weights = about | about["sides"][SIDES[side]], side_of(weights, SIDES[side])
    network = StackedMlp(about["nets"], about["width"], about["hidden"], about["actions"], 1.0, torch.Generator())
    network.load_state_dict({name.removeprefix(POLICY): value for name, value in weights.items() if not name.startswith("value.")})
    return about, network


def chosen(network: StackedMlp, nets: Sequence[int]) -> StackedMlp:
    """Some of the stacked networks, in this order, some perhaps twice."""
    found = StackedMlp(len(nets), *network.shape, 1.0, torch.Generator())
    taken: dict[str, Tensor] = {name: value[list(nets)] for name, value in network.state_dict().items()}
    found.load_state_dict(taken)
    return found
