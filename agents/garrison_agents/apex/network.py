"""The network: a value and an advantage of each action, added up (Wang et al., "Dueling Network Architectures", 2016)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import torch
from torch import Tensor, nn

from garrison_agents.apex.fragment import PIXELS

NEVER: Final = torch.finfo(torch.float32).min  # the value of what is not legal; finite, so that 0 times it is 0


class DuelingNetwork(nn.Module):
    """Values of all actions: views by name, (n, ...) each, -> (n, actions)."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]], actions: int, hidden: Sequence[int]) -> None:
        """shapes: of one observation of each view; frames stacked, (s * c, h, w)."""
        super().__init__()
        self.names = tuple(shapes)
        self.pictures = nn.ModuleDict({_key(name): picture_network(shapes[name]) for name in self.names if name.startswith(PIXELS)})
        width = sum(self._width(name, shapes[name]) for name in self.names)
        layers: list[nn.Module] = []
        for wide in hidden:
            layers += [nn.Linear(width, wide), nn.ReLU()]
            width = wide
        self.body = nn.Sequential(*layers)
        self.value, self.advantage = nn.Linear(width, 1), nn.Linear(width, actions)

    def forward(self, views: Mapping[str, Tensor]) -> Tensor:
        """Q(s, a) = V(s) + A(s, a) - mean A(s, .), equation 9."""
        parts = [self.pictures[_key(name)](views[name].float() / 255.0) if name.startswith(PIXELS) else views[name] for name in self.names]
        body = self.body(torch.cat(parts, dim=1) if len(parts) > 1 else parts[0])
        advantage = self.advantage(body)
        values: Tensor = self.value(body) + advantage - advantage.mean(dim=1, keepdim=True)
        return values

    def _width(self, name: str, shape: tuple[int, ...]) -> int:
        if not name.startswith(PIXELS):
            return shape[0]
        with torch.no_grad():
            return int(self.pictures[_key(name)](torch.zeros(1, *shape)).shape[1])


def picture_network(shape: tuple[int, ...]) -> nn.Module:
    """The convolutions of Mnih et al., 2015, of frames (c, h, w)."""
    layers: list[nn.Module] = [
        nn.Conv2d(shape[0], 32, 8, stride=4), nn.ReLU(), nn.Conv2d(32, 64, 4, stride=2), nn.ReLU(),
        nn.Conv2d(64, 64, 3, stride=1), nn.ReLU(), nn.Flatten(),
    ]  # fmt: skip
    return nn.Sequential(*layers)


def _key(name: str) -> str:
    """A view's name as a module's may be."""
    return name.replace(":", "_")


def legal(values: Tensor, masks: Tensor) -> Tensor:
    """Values (n, actions) with NEVER where the mask (n, actions) has 0."""
    return values.masked_fill(masks == 0, NEVER)


def tensors(views: Mapping[str, Any], device: torch.device) -> dict[str, Tensor]:
    """Arrays as tensors of their own memory on the device."""
    return {name: torch.tensor(view, device=device) for name, view in views.items()}
