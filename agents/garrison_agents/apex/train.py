"""`garrison train apex`: one run, from its beginning or from where it was stopped."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import torch
from gymnasium import spaces

from garrison.backend import load_backend
from garrison.vector_env import DefenseVectorEnv
from garrison_agents.apex.checkpoint import ALGORITHM, read_about, read_weights, refuse_other
from garrison_agents.apex.crew import Crew, LocalCrew
from garrison_agents.apex.fragment import PIXELS
from garrison_agents.apex.learner import Learner, LearnerOptions
from garrison_agents.apex.loop import Loop
from garrison_agents.apex.player import network_recipe
from garrison_agents.apex.recipes import NetworkRecipe, actor_recipe, replay_recipe
from garrison_agents.apex.run import PROGRESS, Run
from garrison_agents.apex.settings import NO_RAY, ApexSettings
from garrison_agents.training.device import checked_device
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.frozen import columns, frozen_level
from garrison_agents.training.journal import Journal, write_manifest
from garrison_agents.training.stacking import stacked_space
from garrison_agents.training.task import Ending, Task

FIT_VIEWS: Final = ("structured_norm", "rich", "structured", "leaks")


def train(task: Task) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings, folder = task.settings, RunFolder(task.path, "pt")
    assert isinstance(settings, ApexSettings)
    torch.set_num_threads(settings.threads)
    with contextlib.ExitStack() as stack:
        backend = load_backend(task.targets[0])
        stack.callback(backend.close)
        levels = [frozen_level(backend, source) for source in settings.eval_levels]
        about = about_run(settings, task.targets)
        recipe = network_recipe(about)
        learner = Learner(recipe.build(settings.seed), learner_options(settings), checked_device(settings.device))
        resumed = task.resume and folder.last.exists()  # or it was stopped before there was anything to go on from
        if resumed:
            refuse_other(folder.last, about, read_about(folder.last))
        elif task.start:
            refuse_other(task.start, about, read_about(task.start))
            learner.begin_with(read_weights(task.start))
        loop = Loop(learner, stack.enter_context(crew_of(settings, recipe, task.targets)), settings)
        journal = Journal(folder, settings, PROGRESS, columns([level.name for level in levels]))
        run = Run(task, settings, folder, loop, journal, backend, levels, about)
        if resumed:
            run.resume()
            folder.write_settings(task.algorithm, settings)
        else:
            folder.begin(task.algorithm, settings, task.overwrite or task.resume)
            write_manifest(folder, task.algorithm, settings, levels, backend.info().engine_version)
            journal.begin()
        stack.callback(journal.close)
        return run.to_the_end()


@contextlib.contextmanager
def crew_of(settings: ApexSettings, network: NetworkRecipe, targets: Sequence[str]) -> Iterator[Crew]:
    """The actors and the replay, wherever they are to live."""
    actors, replay = actor_recipe(settings, network, targets), replay_recipe(settings)
    with contextlib.ExitStack() as stack:
        crew: Crew
        if settings.ray_address == NO_RAY:
            crew = LocalCrew(actors, replay)
        else:
            from garrison_agents.apex.cluster import RayCluster, RayCrew

            stack.enter_context(RayCluster(settings.ray_address, settings.actors))
            crew = RayCrew(actors, replay)
        stack.callback(crew.close)
        yield crew


def learner_options(settings: ApexSettings) -> LearnerOptions:
    """How the learner of such a run learns."""
    return LearnerOptions(settings.learning_rate, settings.adam_epsilon, settings.max_grad_norm, settings.target_every)


def about_run(settings: ApexSettings, targets: Sequence[str]) -> dict[str, Any]:
    """What a checkpoint of a run with these settings plays. Raises SettingsError for what Ape-X cannot play."""
    if unfit := [name for name in settings.views if name not in FIT_VIEWS and not name.startswith(PIXELS)]:
        raise SettingsError(f"view: came {unfit[0]!r}, wanted {', '.join(FIT_VIEWS)}, pixels:SIZE, pixels:SIZE:bare, or all")
    env = DefenseVectorEnv(1, levels=settings.levels, views=settings.views, action_space=settings.action_space, target=targets[0])
    try:
        seen, actions = env.single_observation_space, env.single_action_space
    finally:
        env.close()
    if not isinstance(actions, spaces.Discrete):
        raise SettingsError(f"action_space: came {settings.action_space!r}, wanted sites or grid:SPLIT for apex")
    by_name = seen.spaces if isinstance(seen, spaces.Dict) else {settings.views[0]: seen}
    return {
        "algorithm": ALGORITHM,
        "views": list(settings.views),
        "shapes": {name: list(stacked_space(name, space, settings.stack).shape) for name, space in by_name.items()},
        "action_space": settings.action_space,
        "actions": int(actions.n),
        "stack": settings.stack,
        "hidden": list(settings.hidden),
        "ticks_per_step": settings.ticks_per_step,
        "levels": list(settings.level),
        "seed": settings.seed,
    }
