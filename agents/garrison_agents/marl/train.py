"""`garrison train marl-dqn|marl-ppo`: one run, from its beginning or from where it was stopped."""

import contextlib

from garrison.backend import load_backend
from garrison_agents.marl.player import ALGORITHMS
from garrison_agents.marl.run import Run
from garrison_agents.marl.settings import MarlSettings
from garrison_agents.marl.setup import SAME, opened
from garrison_agents.training.checkpoint import read_about, read_weights, refuse_other
from garrison_agents.training.device import use_threads
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.journal import Journal, write_manifest
from garrison_agents.training.task import Ending, Task


def train(task: Task) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings, folder = task.settings, RunFolder(task.path, "pt")
    assert isinstance(settings, MarlSettings)
    use_threads(settings.threads)
    with contextlib.ExitStack() as stack:
        backend = load_backend(task.targets[0])
        stack.callback(backend.close)
        setup = opened(task.algorithm, settings, task.targets[0], backend, stack)
        resumed = task.resume and folder.last.exists()  # or it was stopped before there was anything to go on from
        if resumed:
            refuse_other(folder.last, setup.about, read_about(folder.last, ALGORITHMS), SAME)
        elif task.start:
            refuse_other(task.start, setup.about, read_about(task.start, ALGORITHMS), SAME)
            setup.learner.begin_with(read_weights(task.start))
        journal = Journal(folder, settings, ("steps", "episodes", *setup.measures, *setup.learner.losses), setup.evaluation.columns)
        run = Run(task, setup, folder, journal)
        if resumed:
            run.resume()
            folder.write_settings(task.algorithm, settings)
        else:
            folder.begin(task.algorithm, settings, task.overwrite or task.resume)
            write_manifest(folder, task.algorithm, settings, setup.levels, setup.engine)
            journal.begin()
            setup.learner.begin()
        stack.callback(journal.close)
        ending = run.to_the_end()
        if ending.finished:
            task.watcher.say("rating")
            setup.after(folder, task.halted)
        return ending
