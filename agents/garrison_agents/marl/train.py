"""`garrison train marl-dqn|marl-ppo`: one run, from its beginning or from where it was stopped."""

import contextlib
from collections.abc import Sequence
from typing import Any, Final

from garrison.backend import Backend, load_backend
from garrison_agents.marl.alliance import LevelScale, alliance_games
from garrison_agents.marl.commons import CommonsGames, CommonsScale
from garrison_agents.marl.dqn import DqnLearner
from garrison_agents.marl.games import Games
from garrison_agents.marl.learner import Learner
from garrison_agents.marl.measuring import Scale, columns
from garrison_agents.marl.player import ALGORITHMS
from garrison_agents.marl.ppo import PpoLearner
from garrison_agents.marl.run import Run
from garrison_agents.marl.settings import COMMONS, MarlDqnSettings, MarlPpoSettings, MarlSettings, given
from garrison_agents.marl.sharing import sharing_of
from garrison_agents.training.checkpoint import read_about, read_weights, refuse_other
from garrison_agents.training.device import use_threads
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.frozen import FrozenLevel
from garrison_agents.training.journal import Journal, write_manifest
from garrison_agents.training.task import Ending, Task

SAME: Final = ("algorithm", "game", "nets", "width", "actions", "hidden")  # or the weights do not fit


def train(task: Task) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings, folder = task.settings, RunFolder(task.path, "pt")
    assert isinstance(settings, MarlSettings)
    use_threads(settings.threads)
    with contextlib.ExitStack() as stack:
        backend = load_backend(task.targets[0])
        stack.callback(backend.close)
        games = games_of(settings, settings.envs, task.targets[0], settings.levels)
        stack.callback(games.close)
        frozen = games_of(settings, frozen_count(settings), task.targets[0], settings.eval_levels)
        stack.callback(frozen.close)
        scale, levels = scale_of(settings, frozen, backend)
        learner, about = learner_of(settings, games), about_run(task.algorithm, settings, games)
        resumed = task.resume and folder.last.exists()  # or it was stopped before there was anything to go on from
        if resumed:
            refuse_other(folder.last, about, read_about(folder.last, ALGORITHMS), SAME)
        elif task.start:
            refuse_other(task.start, about, read_about(task.start, ALGORITHMS), SAME)
            learner.begin_with(read_weights(task.start))
        journal = Journal(folder, settings, ("steps", "episodes", *games.measures, *learner.losses), columns(games))
        run = Run(task, learner, frozen, scale, folder, journal, about)
        if resumed:
            run.resume()
            folder.write_settings(task.algorithm, settings)
        else:
            folder.begin(task.algorithm, settings, task.overwrite or task.resume)
            write_manifest(folder, task.algorithm, settings, levels, games.engine)
            journal.begin()
            learner.begin()
        stack.callback(journal.close)
        return run.to_the_end()


def games_of(settings: MarlSettings, n: int, target: str, levels: tuple[str, ...]) -> Games:
    """n games of what the settings play."""
    if settings.game == COMMONS:
        return CommonsGames(settings, n, target)
    return alliance_games(settings, n, target, levels)


def frozen_count(settings: MarlSettings) -> int:
    """Games of an evaluation: of each level as many."""
    return settings.eval_episodes * (1 if settings.game == COMMONS else len(settings.eval_levels))


def scale_of(settings: MarlSettings, frozen: Games, backend: Backend) -> tuple[Scale, Sequence[FrozenLevel]]:
    """What scores are measured by, and the levels whose own that is."""
    if settings.game == COMMONS:
        return CommonsScale(frozen), ()
    scale = LevelScale(backend, settings.eval_levels)
    return scale, scale.levels


def learner_of(settings: MarlSettings, games: Games) -> Learner:
    """The learner that the settings are of."""
    if isinstance(settings, MarlDqnSettings):
        return DqnLearner(settings, games)
    assert isinstance(settings, MarlPpoSettings)
    return PpoLearner(settings, games)


def about_run(algorithm: str, settings: MarlSettings, games: Games) -> dict[str, Any]:
    """What a checkpoint of such a run plays."""
    return {
        "algorithm": algorithm, **given(settings), "sharing": settings.sharing, "hidden": list(settings.hidden),
        "trained": games.seats, "nets": sharing_of(settings.sharing, games.seats).nets,
        "width": games.width, "actions": games.actions, "seed": settings.seed,
    }  # fmt: skip
