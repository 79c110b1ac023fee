"""What the agents of a session with several seats see and choose: their spaces, and arrays out of outcomes.

Agents with the same views and actions are a group: all of them, or, in a siege, the defenders and the attacker.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from garrison.errors import OptionError
from garrison.spaces import N_ACTIONS, action_space, observation_space
from garrison_proto.records import ActionSpec, Opened, Views, ViewSpec

ENDS: Final = ("low", "high")
MASKS: Final = ("mask", "attacker_mask")


@dataclass(frozen=True)
class Group:
    """Agents alike: those of the seats from `first` on."""

    name: str  # "seats", "defenders" or "attacker"
    first: int
    seats: int
    specs: tuple[ViewSpec, ...]  # of what they observe
    mask: ViewSpec | None
    action: ActionSpec
    form: str  # of their actions, see spaces.action_space
    joined: bool  # their views, all float32, are one vector

    @property
    def observation_space(self) -> gymnasium.Space[Any]:
        """Of one agent, without the mask."""
        if not self.joined:
            return observation_space(self.specs)
        bounds = [np.concatenate([np.full(math.prod(spec.shape), getattr(spec, end), np.float32) for spec in self.specs]) for end in ENDS]
        return spaces.Box(bounds[0], bounds[1], dtype=np.float32)

    @property
    def masked_space(self) -> gymnasium.Space[Any]:
        """Of one agent: `observation` and, where there is a mask, `action_mask`, int8, 1: legal."""
        if self.mask is None:
            return self.observation_space
        return spaces.Dict({"observation": self.observation_space, "action_mask": spaces.Box(0, 1, self.mask.shape, np.int8)})

    @property
    def action_space(self) -> gymnasium.Space[Any]:
        """Of one agent."""
        return action_space(self.form, self.action, N_ACTIONS + (self.seats if self.seats > 1 else 0))

    def seen(self, views: Views) -> Any:
        """What n slots' agents see: an array (n, seats, ...), lists of strings by slot, or, of several views, a dict of these."""
        if self.joined:
            parts = [views[spec.name] for spec in self.specs]
            return np.concatenate([part.reshape(*part.shape[:2], -1) for part in parts], axis=2) if len(parts) > 1 else parts[0]
        shown = {spec.name: self._texts(views[spec.name]) if spec.kind == "text" else views[spec.name] for spec in self.specs}
        return shown if len(shown) > 1 else shown[self.specs[0].name]

    def masks(self, views: Views) -> NDArray[np.int8] | None:
        """(n, seats, actions) 1: legal now; None without a mask."""
        if self.mask is None:
            return None
        legal: NDArray[np.int8] = views[self.mask.name].astype(np.int8)
        return legal

    def _texts(self, texts: list[str]) -> list[list[str]]:
        return [texts[at : at + self.seats] for at in range(0, len(texts), self.seats)]


def groups_of(opened: Opened, names: Sequence[str], form: str) -> tuple[Group, ...]:
    """The groups of a session's agents, with those of its views that are observations. Raises OptionError."""
    attackers = int(opened.attacker_action is not None)
    defenders = opened.seats - attackers
    first = _group("defenders" if attackers else "seats", 0, defenders, opened, names, opened.action, form)
    if opened.attacker_action is None:
        return (first,)
    other = "native:orders" if form.startswith("native") else opened.attacker_action.name
    return first, _group("attacker", defenders, 1, opened, names, opened.attacker_action, other)


def one(seen: Any, slot: int, seat: int) -> Any:
    """What one agent of a group sees, for the caller to keep: out of what `Group.seen` gave."""
    if isinstance(seen, dict):
        return {name: one(part, slot, seat) for name, part in seen.items()}
    part = seen[slot][seat]
    return part if isinstance(part, str) else part.copy()


def _group(name: str, first: int, seats: int, opened: Opened, names: Sequence[str], action: ActionSpec, form: str) -> Group:
    theirs = [spec for spec in opened.views if spec.seats and spec.first_seat == first]
    specs = tuple(spec for spec in theirs if spec.name in names)
    if not specs:
        raise OptionError("views", ", ".join(names) or "none", f"at least one that shows what there is to see for the {name}")
    mask = next((spec for spec in theirs if spec.name in MASKS), None)
    joined = all(spec.dtype == "float32" for spec in specs) and (len(specs) > 1 or len(specs[0].shape) == 1)
    return Group(name, first, seats, specs, mask, action, form, joined)
