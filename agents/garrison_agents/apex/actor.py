"""An actor: plays a batch of episodes with its own copy of the network, and says how surprising each decision was."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import torch
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from garrison.vector_env import DefenseVectorEnv
from garrison_agents.apex.epsilons import epsilons
from garrison_agents.apex.fragment import MASK, Array, Fragment
from garrison_agents.apex.learner import Parameters, load_parameters
from garrison_agents.apex.network import NEVER
from garrison_agents.apex.recipes import ActorRecipe
from garrison_agents.apex.tape import Tape

WON: Final = 1


@dataclass
class Report:
    """What an actor tells of the fragment it just played."""

    actor: int
    steps: int  # decisions
    ended: list[list[float]] = field(default_factory=list)  # score, return, length, won of each episode that ended


class Actor:
    """Its episodes go on from fragment to fragment."""

    def __init__(self, recipe: ActorRecipe, index: int, life: int = 0) -> None:
        """life: how many there were of the same index before; each plays other episodes."""
        n = recipe.fragment.envs
        self.recipe, self.index = recipe, index
        self.network = recipe.network.build()
        self.epsilons = epsilons(index, recipe.actors, n, recipe.epsilon, recipe.alpha, shared=recipe.shared)
        seeds = np.random.SeedSequence([recipe.seed, index, life])
        self._random = np.random.default_rng(seeds.spawn(1)[0])
        self.env = DefenseVectorEnv(
            n, levels=recipe.levels, views=recipe.views, action_space=recipe.action_space,
            target=recipe.targets[index % len(recipe.targets)], autoreset_mode=AutoresetMode.NEXT_STEP,
            ticks_per_step=recipe.ticks_per_step, max_ticks=recipe.max_ticks, step_penalty=recipe.step_penalty, action_mask=True,
        )  # fmt: skip
        self._tape = Tape(recipe.fragment)
        self._returns, self._lengths = np.zeros(n), np.zeros(n, np.int64)
        self._values: Array | None = None  # at the tape's newest row
        first = seeds.generate_state(n, np.uint64) | np.uint64(1 << 63)  # apart from the frozen seeds
        self._tape.begin(self._views(*self.env.reset(seed=[int(seed) for seed in first])))

    def set_parameters(self, parameters: Parameters) -> None:
        """Plays on by these."""
        load_parameters(self.network, parameters)
        self._values = None

    def play(self) -> tuple[Fragment, Report]:
        """As many steps as a fragment takes. Its arrays are good until the next call."""
        tape, report = self._tape, Report(self.index, 0)
        if tape.full:
            tape.forget()
        while not tape.full:
            values = self._judged()
            actions = self._chosen(values)
            tape.judge(values, actions)
            report.steps += int(np.count_nonzero(~tape.idle))
            self._lengths += ~tape.idle
            observation, rewards, terminated, truncated, infos = self.env.step(actions)
            tape.step(rewards, terminated, truncated, self._views(observation, infos))
            self._values = None
            self._returns += rewards
            self._note_ends(report, infos)
        values = self._judged()
        tape.judge(values, values.argmax(axis=1))
        return tape.fragment(self.recipe.gamma), report

    def _views(self, observation: Any, infos: dict[str, Any]) -> dict[str, Array]:
        views = observation if isinstance(observation, dict) else {self.recipe.views[0]: observation}
        return {**views, MASK: infos["action_mask"].astype(np.uint8)}

    def _judged(self) -> Array:
        """Values of all actions now, (E, actions), NEVER where not legal."""
        if self._values is None:
            views = {name: torch.from_numpy(view) for name, view in self._tape.seen(self.recipe.views).items()}
            with torch.inference_mode():
                values = self.network(views).numpy()
            self._values = np.where(self._tape.mask > 0, values, np.float32(NEVER))
        return self._values

    def _chosen(self, values: Array) -> NDArray[np.int64]:
        """The best legal action of each episode, or with its epsilon any legal one."""
        best: NDArray[np.int64] = values.argmax(axis=1)
        exploring = np.flatnonzero(self._random.random(len(values)) < self.epsilons)
        lots = 1 - self._random.random((len(exploring), values.shape[1]), np.float32)  # more than 0
        best[exploring] = (lots * (self._tape.mask[exploring] > 0)).argmax(axis=1)
        return best

    def _note_ends(self, report: Report, infos: dict[str, Any]) -> None:
        for row in np.flatnonzero(self._tape.idle):
            won = float(infos["status"][row] == WON)
            report.ended.append([float(infos["score"][row]), float(self._returns[row]), float(self._lengths[row]), won])
            self._returns[row], self._lengths[row] = 0, 0

    def state(self) -> dict[str, Any]:
        """All that it goes on from but the network: episodes, tape, generator."""
        return {
            "episodes": self.env.snapshot(), "tape": self._tape.state(), "random": self._random.bit_generator.state,
            "returns": self._returns.copy(), "lengths": self._lengths.copy(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from what `state` gave."""
        self.env.restore(state["episodes"])
        self._tape.restore(state["tape"])
        self._random.bit_generator.state = state["random"]
        self._returns[:], self._lengths[:] = state["returns"], state["lengths"]
        self._values = None

    def close(self) -> None:
        """Frees the episodes."""
        self.env.close()
