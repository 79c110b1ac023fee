"""One run between its turns: rows, evaluations, checkpoints, and the stop that was asked for."""

from garrison_agents.marl.measuring import MEAN, SCORE
from garrison_agents.marl.setup import Setup
from garrison_agents.training.checkpoint import read_state, write_checkpoint
from garrison_agents.training.due import Rhythm
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.journal import Journal
from garrison_agents.training.task import Ending, Task


class Run:
    """The learner, with all that happens between its turns."""

    def __init__(self, task: Task, setup: Setup, folder: RunFolder, journal: Journal) -> None:
        self.task, self.learner, self.evaluation, self.about = task, setup.learner, setup.evaluation, setup.about
        self.folder, self.journal = folder, journal
        settings = task.settings
        self.rhythm = Rhythm(settings.log_every, settings.eval_every, settings.checkpoint_every)
        self.best: float | None = None
        self.score: float | None = None

    def to_the_end(self) -> Ending:
        """All steps, or as many as it is let; it is saved in each case."""
        while self.learner.steps < self.task.settings.steps:
            calls = (self.note_progress, self.note_evaluation, self.save)
            if self.task.pausing(self.learner.steps) or not self.rhythm.between(self.learner.steps, *calls):
                self.save()
                return Ending(self.folder, self.learner.steps, False, self.score)
            self.learner.turn()
            self.task.watcher.at(self.learner.steps)
        self.save()
        if self.journal.progress.rows == 0 or self.learner.tally.ended:
            self.note_progress()
        self.note_evaluation()
        return Ending(self.folder, self.learner.steps, True, self.score)

    def note_progress(self) -> None:
        """A row of what happened since the last one."""
        row = {"steps": self.learner.steps, **self.learner.tally.row()}
        self.learner.tally.clear()
        self.journal.note_progress(row)

    def note_evaluation(self) -> bool:
        """A row of the frozen games, and the checkpoint of the best; False when it was halted."""
        self.task.watcher.say("evaluating")
        found = self.evaluation(self.task.halted)
        if found is None:
            return False
        steps, self.score = self.learner.steps, float(found[SCORE + MEAN] or 0.0)
        self.journal.note_evaluation({"steps": steps, **found})
        self.task.watcher.say(f"normalised {self.score:.3f}")
        if self.best is None or self.score > self.best:
            self.best = self.score
            write_checkpoint(self.folder.best, {**self.about, "steps": steps, "normalised": self.score}, self.learner.weights())
        return True

    def save(self) -> None:
        """What the run goes on from."""
        state = {
            "done": self.rhythm.state(), "best": self.best, "score": self.score,
            "tables": self.journal.rows(), "learner": self.learner.state(),
        }  # fmt: skip
        write_checkpoint(self.folder.last, {**self.about, "steps": self.learner.steps}, self.learner.weights(), state)
        self.journal.flush()

    def resume(self) -> None:
        """Goes on from there."""
        state = read_state(self.folder.last)
        self.rhythm.restore(state["done"])
        self.best, self.score = state["best"], state["score"]
        self.learner.restore(state["learner"])
        self.journal.begin(self.learner.steps, state["tables"])
