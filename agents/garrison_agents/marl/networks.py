"""Several networks of one shape with weights of their own, computed at once: what two cores can do for many seats."""

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import torch
from torch import Tensor, nn

LEAST_NORM: Final = 1e-6


class StackedMlp(nn.Module):
    """`nets` MLPs side by side: (nets, n, width) -> (nets, n, outs). No number of one is in any gradient of another."""

    def __init__(self, nets: int, width: int, hidden: Sequence[int], outs: int, last_gain: float, generator: torch.Generator) -> None:
        """Weights are orthogonal, those of the last layer times `last_gain` (Engstrom et al., 2020)."""
        super().__init__()
        self.shape = width, tuple(hidden), outs
        widths = (width, *hidden, outs)
        gains = (*(math.sqrt(2.0) for _ in hidden), last_gain)
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for inner, outer, gain in zip(widths, widths[1:], gains, strict=False):
            drawn = [nn.init.orthogonal_(torch.empty(inner, outer), gain, generator=generator) for _ in range(nets)]
            self.weights.append(nn.Parameter(torch.stack(drawn)))
            self.biases.append(nn.Parameter(torch.zeros(nets, 1, outer)))

    def forward(self, seen: Tensor) -> Tensor:
        """ReLU between the layers, nothing after the last."""
        last = len(self.weights) - 1
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            seen = torch.baddbmm(bias, seen, weight)
            if layer < last:
                seen = torch.relu(seen)
        return seen


def clip_each(parameters: Iterable[nn.Parameter], most: float) -> None:
    """Cuts each network's gradient to the norm `most`, each by itself: parameters are (nets, ...)."""
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    squares = torch.stack([gradient.flatten(1).square().sum(dim=1) for gradient in gradients]).sum(dim=0)
    scale = (most / (squares.sqrt() + LEAST_NORM)).clamp(max=1.0)
    for gradient in gradients:
        gradient.mul_(scale.view(-1, *[1] * (gradient.dim() - 1)))


def weights_of(module: nn.Module) -> dict[str, Any]:
    """A module's weights, to be kept."""
    return {name: value.detach().cpu().clone() for name, value in module.state_dict().items()}
