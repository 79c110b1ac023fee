"""What happens between two iterations of an algorithm: rows, evaluations, checkpoints, and the stop that was asked for."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import VecEnv

from garrison_agents.sb3.checkpoint import write_checkpoint
from garrison_agents.sb3.models import KINDS
from garrison_agents.sb3.state import run_state
from garrison_agents.training.due import Every
from garrison_agents.training.folder import Cell, RunFolder
from garrison_agents.training.frozen import Evaluation
from garrison_agents.training.journal import Journal
from garrison_agents.training.task import Task, never

EPISODES: Final = ("steps", "episodes", "score_mean", "score_std", "return_mean", "won_rate", "length_mean")
TRAIN: Final = ("train/", "rollout/")  # before the names in Stable-Baselines3's log


class PausedError(Exception):
    """The run was stopped, and is saved."""


class Iterations(BaseCallback):
    """Runs at each iteration's end; a run that goes on from a checkpoint does the same at the same steps."""

    def __init__(
        self, task: Task, model: BaseAlgorithm, env: VecEnv, folder: RunFolder, journal: Journal, about: dict[str, Any],
        evaluate: Callable[[Callable[[], bool]], Evaluation | None],
    ) -> None:  # fmt: skip
        super().__init__()
        self.task, self.env, self.folder, self.journal, self.about, self.evaluate = task, env, folder, journal, about, evaluate
        self._model = model
        settings = task.settings
        self.rows, self.evals = Every(settings.log_every), Every(settings.eval_every, at_once=True)
        self.checkpoints = Every(settings.checkpoint_every, at_once=True)
        self.losses = KINDS[task.algorithm].losses
        self.ended: list[list[float]] = []  # score, return, length, won of each episode since the last row
        self.best: float | None = None
        self.score: float | None = None

    def state(self) -> dict[str, Any]:
        """What a checkpoint remembers."""
        log = {name: float(value) for name, value in self._model.logger.name_to_value.items()}
        return {
            "done": [self.rows.done, self.evals.done],
            "log": log,
            "ended": self.ended,
            "best": self.best,
            "score": self.score,
            "tables": self.journal.rows(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.rows.done, self.evals.done = state["done"]
        self.checkpoints.mark(self._model.num_timesteps)
        self._model.logger.name_to_value.update(state["log"])
        self.ended, self.best, self.score = state["ended"], state["best"], state["score"]

    def _on_step(self) -> bool:
        for row in np.flatnonzero(self.locals["dones"]):
            info = self.locals["infos"][row]
            self.ended.append([info["score"], info["episode"]["r"], info["episode"]["l"], float(info["is_success"])])
        self.task.watcher.at(self.num_timesteps)
        return True

    def _on_rollout_start(self) -> None:
        steps = self._model.num_timesteps
        if self.task.pausing(steps):
            self.pause()
        if self.rows.due(steps):
            self.rows.mark(steps)
            self.note_progress()
        if self.evals.due(steps):
            if not self.note_evaluation(self.task.halted):
                self.pause()
            self.evals.mark(steps)
        if self.checkpoints.due(steps):
            self.checkpoints.mark(steps)
            self.save()

    def pause(self) -> None:
        """Saves the run as it is; what is due and not done yet is done when it goes on."""
        self.save()
        raise PausedError

    def finish(self) -> None:
        """After the last step. The checkpoint is what a longer run would have, without the rows of this one's end."""
        self.save()
        if self.ended or self.rows.due(self._model.num_timesteps):
            self.note_progress()
        self.note_evaluation(never)
        self.task.watcher.at(self._model.num_timesteps)

    def note_progress(self) -> None:
        """A row of the episodes since the last one."""
        row: dict[str, Cell] = {"steps": self._model.num_timesteps, "episodes": len(self.ended)}
        if self.ended:
            scores, returns, lengths, won = np.array(self.ended).T
            row |= {"score_mean": float(scores.mean()), "score_std": float(scores.std()), "return_mean": float(returns.mean()),
                    "won_rate": float(won.mean()), "length_mean": float(lengths.mean())}  # fmt: skip
            self.task.watcher.say(f"score {scores.mean():.2f}")
        found = self._model.logger.name_to_value
        row |= {name: float(found[prefix + name]) for name in self.losses for prefix in TRAIN if prefix + name in found}
        self._model.logger.dump(self._model.num_timesteps)
        self.ended = []
        self.journal.note_progress(row)

    def note_evaluation(self, halted: Callable[[], bool]) -> bool:
        """A row of the frozen episodes, and the checkpoint of the best; False when it was halted."""
        self.task.watcher.say("evaluating")
        self._model.policy.set_training_mode(False)
        found = self.evaluate(halted)
        if found is None:
            return False
        steps, self.score = self._model.num_timesteps, found.normalised.mean
        self.journal.note_evaluation({"steps": steps, **found.row()})
        self.task.watcher.say(f"normalised {self.score:.3f}")
        if self.best is None or self.score > self.best:
            self.best = self.score
            write_checkpoint(self.folder.best, self._model, {**self.about, "steps": steps, "normalised": self.score})
        return True

    def save(self) -> None:
        """What the run goes on from."""
        state = {**run_state(self._model, self.env), "iterations": self.state()}
        write_checkpoint(self.folder.last, self._model, {**self.about, "steps": self._model.num_timesteps}, state)
        self.journal.flush()
