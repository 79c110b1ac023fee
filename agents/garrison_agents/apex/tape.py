"""What an actor has seen and done lately, step by step, until it is a fragment."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from garrison_agents.apex.fragment import MASK, PIXELS, Array, Fragment, FragmentShape, stacked
from garrison_agents.apex.nstep import n_step_returns


class Tape:
    """Rows of E episodes side by side, as many as a fragment has. `row` is the newest: what is seen now."""

    def __init__(self, shape: FragmentShape) -> None:
        self.shape = shape
        self.row = shape.history
        steps = (shape.rows, shape.envs)
        # What was seen at a row, and what was done about it.
        self.arrays: dict[str, Array] = {
            "ages": np.zeros(steps, np.uint8),  # see Fragment
            "idle": np.zeros(steps, np.bool_),  # an episode ended here: the step from here is none
            "actions": np.zeros(steps, np.int32),
            "rewards": np.zeros(steps, np.float32),
            "terminated": np.zeros(steps, np.bool_),
            "truncated": np.zeros(steps, np.bool_),
            "taken": np.zeros(steps, np.float32),  # value of the action taken
            "best": np.zeros(steps, np.float32),  # value of the best legal action
        }
        self.views: dict[str, Array] = {}

    @property
    def full(self) -> bool:
        """Whether it is a fragment."""
        return self.row == self.shape.rows - 1

    def begin(self, views: Mapping[str, Array]) -> None:
        """The first observations of all episodes, (E, ...) each, the mask among them."""
        self.views = {name: np.zeros((self.shape.rows, *view.shape), view.dtype) for name, view in views.items()}
        self._see(views)

    def seen(self, names: Sequence[str]) -> dict[str, Array]:
        """The newest row of these views, (E, ...); frames stacked."""
        row, first = self.row, self.row - self.shape.history
        return {
            name: stacked(self.views[name][first : row + 1].swapaxes(0, 1), self.arrays["ages"][row])
            if name.startswith(PIXELS) else self.views[name][row]
            for name in names
        }  # fmt: skip

    @property
    def mask(self) -> Array:
        """What is legal now, (E, actions)."""
        mask: Array = self.views[MASK][self.row]
        return mask

    @property
    def idle(self) -> NDArray[np.bool_]:
        """Whose step from here is none, (E,)."""
        idle: NDArray[np.bool_] = self.arrays["idle"][self.row]
        return idle

    def judge(self, values: Array, actions: Array) -> None:
        """What is taken now, (E,), and the values of all legal actions, (E, actions)."""
        self.arrays["actions"][self.row] = actions
        self.arrays["taken"][self.row] = values[np.arange(self.shape.envs), actions]
        self.arrays["best"][self.row] = values.max(axis=1)

    def step(self, rewards: Array, terminated: Array, truncated: Array, views: Mapping[str, Array]) -> None:
        """What came of it, and is seen now."""
        row, arrays = self.row, self.arrays
        arrays["rewards"][row], arrays["terminated"][row], arrays["truncated"][row] = rewards, terminated, truncated
        began = arrays["idle"][row]
        self.row = row + 1
        arrays["idle"][self.row] = terminated | truncated
        arrays["ages"][self.row] = np.where(began, 0, np.minimum(arrays["ages"][row].astype(np.int64) + 1, self.shape.history))
        self._see(views)

    def _see(self, views: Mapping[str, Array]) -> None:
        for name, view in views.items():
            self.views[name][self.row] = view

    def fragment(self, gamma: float) -> Fragment:
        """The full tape; its arrays are the tape's own, and good until `forget`."""
        shape, arrays = self.shape, self.arrays
        here = slice(shape.history, shape.history + shape.steps)
        ahead = slice(shape.history, shape.rows - 1)
        sums, discounts, spans = n_step_returns(
            arrays["rewards"][ahead], arrays["terminated"][ahead], arrays["truncated"][ahead], gamma, shape.lookahead
        )
        later = shape.history + np.arange(shape.steps)[:, None] + spans
        errors = np.abs(sums + discounts * arrays["best"][later, np.arange(shape.envs)] - arrays["taken"][here])
        priorities = np.where(arrays["idle"][here], np.float32(-1), errors)
        return Fragment(self.views, arrays["ages"], arrays["actions"][here], sums, discounts, spans, priorities)

    def forget(self) -> None:
        """Makes room: what the next fragment has to do with moves to the front."""
        kept = self.shape.history + self.shape.lookahead
        for array in (*self.views.values(), *self.arrays.values()):
            array[:kept] = array[self.shape.steps :].copy()
        self.row = kept - 1

    def state(self) -> dict[str, Array]:
        """All of it, copied."""
        return {name: array.copy() for name, array in self._named().items()} | {"row": np.array(self.row)}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Goes on from what `state` gave."""
        for name, array in self._named().items():
            array[:] = state[name]
        self.row = int(state["row"])

    def _named(self) -> dict[str, Array]:
        return {f"views.{name}": view for name, view in self.views.items()} | self.arrays
