"""`garrison train marl-dqn|marl-ppo`: one run, from its beginning or from where it was stopped."""

import contextlib
from typing import Any, Final

from garrison_agents.marl.commons import CommonsGames, CommonsScale
from garrison_agents.marl.dqn import DqnLearner
from garrison_agents.marl.learner import Learner
from garrison_agents.marl.measuring import columns
from garrison_agents.marl.ppo import PpoLearner
from garrison_agents.marl.run import Run
from garrison_agents.marl.settings import MarlDqnSettings, MarlPpoSettings, MarlSettings, given
from garrison_agents.training.checkpoint import read_about, read_weights, refuse_other
from garrison_agents.training.device import use_threads
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.journal import Journal, write_manifest
from garrison_agents.training.task import Ending, Task

ALGORITHMS: Final = ("marl-dqn", "marl-ppo")
SAME: Final = ("algorithm", "game", "seats", "sharing", "width", "actions", "hidden")  # or the weights do not fit


def train(task: Task) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings, folder = task.settings, RunFolder(task.path, "pt")
    assert isinstance(settings, MarlSettings)
    use_threads(settings.threads)
    with contextlib.ExitStack() as stack:
        games = CommonsGames(settings, settings.envs, task.targets[0])
        stack.callback(games.close)
        frozen = CommonsGames(settings, settings.eval_episodes, task.targets[0])
        stack.callback(frozen.close)
        learner, about = learner_of(settings, games), about_run(task.algorithm, settings, games)
        resumed = task.resume and folder.last.exists()  # or it was stopped before there was anything to go on from
        if resumed:
            refuse_other(folder.last, about, read_about(folder.last, ALGORITHMS), SAME)
        elif task.start:
            refuse_other(task.start, about, read_about(task.start, ALGORITHMS), SAME)
            learner.begin_with(read_weights(task.start))
        journal = Journal(folder, settings, ("steps", "episodes", *games.measures, *learner.losses), columns(games))
        run = Run(task, learner, frozen, CommonsScale(frozen), folder, journal, about)
        if resumed:
            run.resume()
            folder.write_settings(task.algorithm, settings)
        else:
            folder.begin(task.algorithm, settings, task.overwrite or task.resume)
            write_manifest(folder, task.algorithm, settings, (), games.engine)
            journal.begin()
            learner.begin()
        stack.callback(journal.close)
        return run.to_the_end()


def learner_of(settings: MarlSettings, games: CommonsGames) -> Learner:
    """The learner that the settings are of."""
    if isinstance(settings, MarlDqnSettings):
        return DqnLearner(settings, games)
    assert isinstance(settings, MarlPpoSettings)
    return PpoLearner(settings, games)


def about_run(algorithm: str, settings: MarlSettings, games: CommonsGames) -> dict[str, Any]:
    """What a checkpoint of such a run plays."""
    return {
        "algorithm": algorithm, **given(settings), "sharing": settings.sharing, "hidden": list(settings.hidden),
        "width": games.width, "actions": games.actions, "seed": settings.seed,
    }  # fmt: skip
