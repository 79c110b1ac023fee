"""One run between its iterations: rows, evaluations, checkpoints, and the stop that was asked for."""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final

import torch

from garrison_agents.grpo.checkpoint import fitting_weights
from garrison_agents.grpo.evaluation import WORDS
from garrison_agents.grpo.hall import LOST
from garrison_agents.grpo.learner import Learner
from garrison_agents.grpo.parts import Parts
from garrison_agents.grpo.rollout import RETRY_S
from garrison_agents.training.checkpoint import read_state, write_checkpoint
from garrison_agents.training.due import Rhythm
from garrison_agents.training.folder import Cell, RunFolder, replacing
from garrison_agents.training.frozen import FrozenLevel, columns
from garrison_agents.training.journal import Journal, write_manifest
from garrison_agents.training.task import Ending, Task

BAD: Final = "bad_batch.pt"
SECONDS: Final = ("environment_s", "prompts_s", "generation_s", "learning_s")


class Run:
    """What a trainer's own `turn` stands in. `steps`: decisions learnt from."""

    def __init__(self, task: Task, parts: Parts, learner: Learner, progress: Sequence[str]) -> None:
        self.task, self.parts, self.learner = task, parts, learner
        settings = parts.settings
        self.folder = RunFolder(task.path)
        learner.keep_bad = self.keep_bad
        names = [parts.grounds[level].name for level in settings.eval_levels]
        self.journal = Journal(self.folder, settings, progress, (*columns(names), *WORDS), SECONDS)
        self.rhythm = Rhythm(settings.log_every, settings.eval_every, settings.checkpoint_every)
        self.steps = 0
        self.best: float | None = None
        self.score: float | None = None

    def turn(self) -> None:
        """One iteration; adds to `steps`."""
        raise AssertionError

    def progress(self) -> tuple[Mapping[str, Cell], Mapping[str, float]]:
        """A row of what happened since the last one, and where its time went."""
        raise AssertionError

    def own_state(self) -> dict[str, Any]:
        """What the trainer's own parts go on from."""
        raise AssertionError

    def restore_own(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        raise AssertionError

    def to_the_end(self, stack: ExitStack) -> Ending:
        """All steps, or as many as it is let."""
        self._begin()
        stack.callback(self.journal.close)
        while self.steps < self.parts.settings.steps:
            calls = (self._note_progress, self._note_evaluation, self.save)
            if self.task.pausing(self.steps) or not self.rhythm.between(self.steps, *calls):
                self.save()
                return Ending(self.folder, self.steps, False, self.score)
            self.turn()
            self.task.watcher.at(self.steps)
        self._note_progress()
        done = self._note_evaluation()
        self.save()
        return Ending(self.folder, self.steps, done, self.score)

    def _begin(self) -> None:
        task, settings = self.task, self.parts.settings
        if task.resume and self.folder.last.exists():  # or it was stopped before there was anything to go on from
            self.resume()
            self.folder.write_settings(task.algorithm, settings)
            return
        if task.start:
            self.parts.begin_with(task.start)
        self.folder.begin(task.algorithm, settings, task.overwrite or task.resume)
        (self.folder.path / BAD).unlink(missing_ok=True)
        levels = [frozen(self.parts, level) for level in settings.eval_levels]
        write_manifest(self.folder, task.algorithm, settings, levels, self.parts.backends[0].info().engine_version)
        self.journal.begin()

    def _note_progress(self) -> None:
        row, seconds = self.progress()
        if row:
            self.journal.note_progress({"steps": self.steps, **row}, seconds)

    def _note_evaluation(self) -> bool:
        """A row of the frozen episodes, and the checkpoint of the best; False when it was halted while the server was away."""
        self.task.watcher.say("evaluating")
        while True:
            try:
                found, words = self.parts.evaluate()
                break
            except LOST as error:
                if self.task.halted():
                    return False
                self.task.watcher.say(f"waiting for the server: {error}")
                time.sleep(RETRY_S)
        self.score = found.normalised.mean
        self.journal.note_evaluation({"steps": self.steps, **found.row(), **words.row()})
        self.task.watcher.say(f"normalised {self.score:.3f}, valid {words.valid:.1%}")
        if self.best is None or self.score > self.best:
            self.best = self.score
            write_checkpoint(self.folder.best, {**self._about(), "normalised": self.score}, self.parts.policy.weights())
        return True

    def _about(self) -> dict[str, Any]:
        settings = self.parts.settings
        return {
            "algorithm": self.task.algorithm, "policy": self.parts.policy.about(), "spec": settings.policy, "steps": self.steps,
            "prompts": settings.prompts, "ticks_per_step": settings.ticks_per_step, "context": settings.context,
            "reply_tokens": settings.reply_tokens, "temperature": settings.eval_temperature,
        }  # fmt: skip

    def save(self) -> None:
        """What the run goes on from."""
        state = {
            "done": self.rhythm.state(), "best": self.best, "score": self.score, "tables": self.journal.rows(), "steps": self.steps,
            "learner": self.learner.state(), "prompts": self.parts.prompts.state(), "own": self.own_state(),
        }  # fmt: skip
        self.journal.flush()
        write_checkpoint(self.folder.last, self._about(), self.parts.policy.weights(), state)

    def resume(self) -> None:
        """Goes on from there. Raises CheckpointError for one of another shape."""
        self.parts.policy.load(fitting_weights(self.folder.last, self.parts.policy))
        state = read_state(self.folder.last)
        self.rhythm.restore(state["done"])
        self.best, self.score, self.steps = state["best"], state["score"], state["steps"]
        self.learner.restore(state["learner"])
        self.parts.prompts.restore(state["prompts"])
        self.restore_own(state["own"])
        self.journal.begin(self.steps, state["tables"])

    def keep_bad(self, batch: dict[str, Any]) -> str:
        """Saves a batch whose loss is no number; says where."""
        path = self.folder.path / BAD
        with replacing(path) as draft:
            torch.save(batch, draft)
        return str(path)


def frozen(parts: Parts, level: str) -> FrozenLevel:
    """A level as the manifest tells it."""
    ground = parts.grounds[level]
    return FrozenLevel(level, ground.name, ground.description.level.hash, ground.facts.life, ground.witness)
