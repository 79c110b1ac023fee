"""`sb3:FILE`: a checkpoint of `garrison train` as an agent."""

import functools
from pathlib import Path
from typing import Any

import numpy as np
import torch
from stable_baselines3.common.policies import BasePolicy

from garrison import Description
from garrison_agents.choices import fits
from garrison_agents.sb3.about import player_of, recorded_space, shown
from garrison_agents.sb3.checkpoint import read_about, read_policy
from garrison_agents.sb3.models import KINDS, policy_class, with_extractor
from garrison_agents.scripted.orders import N_ACTIONS
from garrison_agents.training.errors import CheckpointError
from garrison_agents.training.stacking import PIXELS

ALONE = np.zeros(1, np.int64)


class Sb3Agent:
    """Plays what was trained, one episode at a time; what is drawn comes from the episode's seed."""

    def __init__(self, path: str) -> None:
        """Raises CheckpointError for a file that is no checkpoint."""
        self.path, self.name = path, f"sb3:{path}"
        self.about = read_about(Path(path))
        self._player = player_of(loaded_policy(path, Path(path).stat().st_mtime_ns), self.about)
        self.views, self.action_space = self._player.views, self._player.action_space

    def reset(self, description: Description, seed: int) -> None:
        """Raises CheckpointError, naming both, where the server's views or actions are not those it was trained on."""
        there = {spec.name: list(spec.shape) for spec in description.views}
        records = self.about["observation"]
        for name, record in (records if isinstance(records, dict) else {self.views[0]: records}).items():
            if name in there and name != "mask" and not name.startswith(PIXELS) and record[1] != there[name]:
                raise CheckpointError(f"{self.path}: its view {name} has shape {shown(record[1])}, wanted {shown(there[name])}")
        came = self.about["actions"]
        if not fits(came, self.action_space, description):
            wanted = next(spec.n for spec in description.actions if spec.name == self.action_space)
            raise CheckpointError(f"{self.path}: its action space {self.action_space} has {came} actions, wanted {wanted}")
        self._known = slice(came if isinstance(came, int) else N_ACTIONS)  # in company there are gifts behind them
        self._player.begin(1, seed)

    def act(self, views: dict[str, Any]) -> Any:
        """The next action."""
        own = {name: view[self._known] if name == "mask" else view for name, view in views.items()}
        action = self._player.act({name: view[None] for name, view in own.items()}, ALONE)[0]
        return int(action) if action.ndim == 0 else (float(action[0]), float(action[1]), int(np.floor(action[2])))


@functools.lru_cache(maxsize=8)
def loaded_policy(path: str, written_ns: int) -> BasePolicy:
    """The policy of a checkpoint, shared by all who play it; `written_ns` tells files of one name apart."""
    torch.set_num_threads(1)  # one decision at a time is little work, and several processes may play
    about = read_about(Path(path))
    kind, space = KINDS[about["algorithm"]], recorded_space(about["observation"])
    policy = policy_class(kind, space, tuple(about["views"]))(
        space, recorded_space(about["actions"]), lambda _: 0.0, **with_extractor(kind, about["policy"])
    )
    policy.load_state_dict(read_policy(Path(path)))
    policy.set_training_mode(False)
    return policy
