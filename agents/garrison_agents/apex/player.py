"""What was trained, playing: several episodes at once for the evaluation, or one as the agent `apex:FILE`."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from garrison import Description
from garrison_agents.apex.checkpoint import read_about, read_weights
from garrison_agents.apex.fragment import MASK
from garrison_agents.apex.network import DuelingNetwork, legal, tensors
from garrison_agents.apex.recipes import NetworkRecipe
from garrison_agents.choices import fits
from garrison_agents.training.errors import CheckpointError
from garrison_agents.training.stacking import PIXELS, FrameStack

ALONE: Final = np.zeros(1, np.int64)


class ApexPlayer:
    """The best legal action, always. A `garrison_agents.training.frozen.Player`."""

    def __init__(self, network: DuelingNetwork, views: tuple[str, ...], action_space: str, stack: int) -> None:
        self.network, self.seen, self.action_space, self._stack = network, views, action_space, stack
        self.views = (*views, MASK)

    def begin(self, n: int) -> None:
        """Get ready for `n` new episodes."""
        self._frames, self._fresh = FrameStack(n, self._stack), np.ones(n, np.bool_)

    def act(self, views: dict[str, Any], rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Actions of the episodes `rows`."""
        shown = self._frames.push({name: views[name] for name in self.seen}, rows, self._fresh[rows])
        self._fresh[rows] = False
        device = next(self.network.parameters()).device
        with torch.inference_mode():
            values = legal(self.network(tensors(shown, device)), torch.tensor(views[MASK], device=device))
        actions: NDArray[np.int64] = values.argmax(dim=1).cpu().numpy()
        return actions


class ApexAgent:
    """Plays a checkpoint, one episode at a time."""

    def __init__(self, path: str) -> None:
        """Raises CheckpointError for a file that is no checkpoint of Ape-X."""
        torch.set_num_threads(1)  # one decision at a time is little work, and several processes may play
        self.path, self.name = path, f"apex:{path}"
        self.about = read_about(Path(path))
        recipe = network_recipe(self.about)
        network = recipe.build()
        network.load_state_dict(read_weights(Path(path)))
        self._shapes = dict(recipe.shapes)
        self._player = ApexPlayer(network, tuple(self.about["views"]), self.about["action_space"], self.about["stack"])
        self.views, self.action_space = self._player.views, self._player.action_space

    def reset(self, description: Description, seed: int) -> None:
        """Raises CheckpointError, naming both, where the server's views or actions are not those it was trained on."""
        there = {spec.name: tuple(spec.shape) for spec in description.views}
        for name, shape in self._shapes.items():
            if name in there and not name.startswith(PIXELS) and there[name] != shape:
                raise CheckpointError(f"{self.path}: its view {name} has shape {shape}, wanted {there[name]}")
        came = self.about["actions"]
        if not fits(came, self.action_space, description):
            wanted = next(spec.n for spec in description.actions if spec.name == self.action_space)
            raise CheckpointError(f"{self.path}: its action space {self.action_space} has {came} actions, wanted {wanted}")
        self._player.begin(1)

    def act(self, views: dict[str, Any]) -> int:
        """The next action."""
        own = {**views, MASK: views[MASK][: self.about["actions"]]}  # in company there are gifts behind them
        return int(self._player.act({name: view[None] for name, view in own.items()}, ALONE)[0])


def network_recipe(about: dict[str, Any]) -> NetworkRecipe:
    """Of the network that a checkpoint holds the weights of."""
    shapes = tuple((name, tuple(shape)) for name, shape in about["shapes"].items())
    return NetworkRecipe(shapes, about["actions"], tuple(about["hidden"]))
