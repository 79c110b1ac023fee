"""One run of Ape-X between its turns: rows, evaluations, checkpoints, and the stop that was asked for."""

import time
from collections.abc import Sequence
from typing import Any, Final

from garrison.backend import Backend
from garrison_agents.apex.checkpoint import read_state, restore_replay, write_checkpoint
from garrison_agents.apex.crew import CrewError
from garrison_agents.apex.loop import LOSSES, Loop
from garrison_agents.apex.player import ApexPlayer
from garrison_agents.apex.settings import ApexSettings
from garrison_agents.training.due import Rhythm
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.frozen import FrozenLevel, evaluate
from garrison_agents.training.journal import Journal
from garrison_agents.training.task import Ending, Task

SILENT_S: Final = 60.0
PROGRESS: Final = ("steps", "episodes", "score_mean", "score_std", "return_mean", "won_rate", "length_mean", *LOSSES)


class Run:
    """The loop, with all that happens between its turns: rows, evaluations, checkpoints, and the stop that was asked for."""

    def __init__(
        self, task: Task, settings: ApexSettings, folder: RunFolder, loop: Loop, journal: Journal, backend: Backend,
        levels: Sequence[FrozenLevel], about: dict[str, Any],
    ) -> None:  # fmt: skip
        self.task, self.settings, self.folder, self.loop, self.journal = task, settings, folder, loop, journal
        self.backend, self.levels, self.about = backend, levels, about
        self.player = ApexPlayer(loop.learner.network, settings.views, settings.action_space, settings.stack)
        self.rhythm = Rhythm(settings.log_every, settings.eval_every, settings.checkpoint_every)
        self.heard_s = time.monotonic()
        self.best: float | None = None
        self.score: float | None = None

    def to_the_end(self) -> Ending:
        """All steps, or as many as it is let. Raises CrewError where the crew is lost. It is saved in each case."""
        try:
            return self._played()
        except CrewError as error:
            self._write(alone=True)
            raise CrewError(f"{error}; saved at {self.loop.steps:,} steps, --resume {self.folder.path} goes on") from error

    def _played(self) -> Ending:
        while self.loop.steps < self.settings.steps:
            calls = (self.note_progress, self.note_evaluation, self.save)
            if self.task.pausing(self.loop.steps) or not self.rhythm.between(self.loop.steps, *calls):
                self.save()
                return Ending(self.folder, self.loop.steps, False, self.score)
            self.turn()
        self.save()
        if self.journal.progress.rows == 0 or self.loop.tally.ended:
            self.note_progress()
        self.note_evaluation()
        return Ending(self.folder, self.loop.steps, True, self.score)

    def turn(self) -> None:
        """One of the loop's, and what there is to say about it."""
        restarts, steps = self.loop.crew.restarts, self.loop.steps
        self.loop.turn()
        self.task.watcher.at(self.loop.steps)
        if self.loop.crew.restarts > restarts:
            self.task.watcher.say(f"replaced {self.loop.crew.loss}")
        if self.loop.steps > steps:
            self.heard_s = time.monotonic()
        elif self.loop.crew.playing and time.monotonic() - self.heard_s > SILENT_S:
            self.task.watcher.say("waiting for the actors: is there a free processor for each of them, and one for the replay?")
            self.heard_s = time.monotonic()

    def note_progress(self) -> None:
        """A row of what happened since the last one."""
        loop = self.loop
        row = {"steps": loop.steps, "updates": loop.learner.updates, "restarts": loop.crew.restarts, **loop.tally.row()}
        if "score_mean" in row:
            self.task.watcher.say(f"score {row['score_mean']:.2f}")
        loop.tally.clear()
        self.journal.note_progress(row)

    def note_evaluation(self) -> bool:
        """A row of the frozen episodes, and the checkpoint of the best; False when it was halted."""
        self.task.watcher.say("evaluating")
        settings = self.settings
        found = evaluate(self.backend, self.player, self.levels, settings.eval_episodes, ticks_per_step=settings.ticks_per_step,
                         max_ticks=settings.max_ticks, stopped=self.task.halted)  # fmt: skip
        if found is None:
            return False
        steps, self.score = self.loop.steps, found.normalised.mean
        self.journal.note_evaluation({"steps": steps, **found.row()})
        self.task.watcher.say(f"normalised {self.score:.3f}")
        if self.best is None or self.score > self.best:
            self.best = self.score
            about = {**self.about, "steps": steps, "normalised": self.score}
            write_checkpoint(self.folder.best, about, self.loop.learner.network.state_dict())
        return True

    def save(self) -> None:
        """What the run goes on from."""
        self.loop.settle()
        self._write()

    def _write(self, alone: bool = False) -> None:
        """alone: without anything that only the crew knows."""
        state = {
            "done": self.rhythm.state(), "best": self.best, "score": self.score, "tables": self.journal.rows(),
            "loop": self.loop.state(alone),
        }  # fmt: skip
        about = {**self.about, "steps": self.loop.steps}
        crew = self.loop.crew if self.settings.save_replay and not alone else None
        write_checkpoint(self.folder.last, about, self.loop.learner.network.state_dict(), state, crew)

    def resume(self) -> None:
        """Goes on from there."""
        state = read_state(self.folder.last)
        self.rhythm.restore(state["done"])
        self.best, self.score = state["best"], state["score"]
        self.loop.restore(state["loop"])
        restore_replay(self.folder.last, self.loop.crew)
        self.journal.begin(self.loop.steps, state["tables"])
