"""`garrison train ppo|maskable-ppo|dqn|qrdqn`: one run, from its beginning or from where it was stopped."""

from collections.abc import Callable, Sequence
from typing import Final

from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.logger import Logger
from stable_baselines3.common.vec_env import VecEnv

from garrison.backend import Backend, load_backend
from garrison_agents.sb3.about import about_run, player_of, refuse_other
from garrison_agents.sb3.checkpoint import read_about, read_policy, read_state
from garrison_agents.sb3.environment import PixelStack, RewardScale, defense_env
from garrison_agents.sb3.iterations import EPISODES, Iterations, PausedError
from garrison_agents.sb3.models import KINDS, build, views_of
from garrison_agents.sb3.player import PolicyPlayer
from garrison_agents.sb3.settings import PpoSettings, Sb3Settings
from garrison_agents.sb3.state import restore_run
from garrison_agents.training.device import use_threads
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.frozen import Evaluation, FrozenLevel, columns, evaluate, frozen_level
from garrison_agents.training.journal import Journal, write_manifest
from garrison_agents.training.stacking import PIXELS
from garrison_agents.training.task import Ending, Task

FIT_VIEWS: Final = ("structured_norm", "rich", "structured")
Halted = Callable[[], bool]


def train(task: Task) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings, folder = task.settings, RunFolder(task.path)
    assert isinstance(settings, Sb3Settings)
    use_threads(settings.threads)
    checked_settings(task.algorithm, settings)
    backend = load_backend(task.targets[0])
    env = None
    try:
        levels = [frozen_level(backend, source) for source in settings.eval_levels]
        env = training_env(settings, task.targets)
        model = build(task.algorithm, settings, env)
        model.set_logger(Logger(None, []))
        about = about_run(task.algorithm, settings, env)
        journal = Journal(folder, settings, progress_columns(task.algorithm), columns([level.name for level in levels]))
        player = player_of(model.policy, about)
        iterations = Iterations(
            task, model, env, folder, journal, about, lambda halted: evaluated(backend, player, levels, settings, halted)
        )
        resumed = task.resume and folder.last.exists()  # or it was stopped before there was anything to go on from
        if resumed:
            refuse_other(folder.last, about, read_about(folder.last))
            state = read_state(folder.last)
            model.set_parameters(str(folder.last), exact_match=True, device=model.device)
            restore_run(model, env, state)
            iterations.restore(state["iterations"])
            journal.begin(model.num_timesteps, state["iterations"]["tables"])
            folder.write_settings(task.algorithm, settings)
        else:
            if task.start:
                refuse_other(task.start, about, read_about(task.start))
                model.policy.load_state_dict(read_policy(task.start))
            folder.begin(task.algorithm, settings, task.overwrite or task.resume)
            write_manifest(folder, task.algorithm, settings, levels, backend.info().engine_version)
            journal.begin()
        try:
            return learn(model, settings, iterations, folder, resumed)
        finally:
            journal.close()
    finally:
        if env is not None:
            env.close()
        backend.close()


def learn(model: BaseAlgorithm, settings: Sb3Settings, iterations: Iterations, folder: RunFolder, resumed: bool) -> Ending:
    """Goes on to the last step, or to where it is stopped."""
    try:
        left = settings.steps - model.num_timesteps if resumed else settings.steps
        model.learn(left, callback=iterations, log_interval=None, reset_num_timesteps=not resumed)  # type: ignore[arg-type]
        iterations.finish()
    except PausedError:
        return Ending(folder, model.num_timesteps, False, iterations.score)
    return Ending(folder, model.num_timesteps, True, iterations.score)


def checked_settings(algorithm: str, settings: Sb3Settings) -> None:
    """Raises SettingsError where the settings do not suit the algorithm."""
    kind, space = KINDS[algorithm], settings.action_space
    if space.startswith("native") and (kind.discrete or space != "native"):
        wanted = "sites or grid:SPLIT" if kind.discrete else "sites, grid:SPLIT or native"
        raise SettingsError(f"action_space: came {space!r}, wanted {wanted} for {algorithm}")
    if len(settings.levels) > settings.envs:
        raise SettingsError(f"envs: came {settings.envs}, wanted at least one for each of {len(settings.levels)} levels")
    if unfit := [name for name in settings.views if name not in FIT_VIEWS and not name.startswith(PIXELS)]:
        raise SettingsError(f"view: came {unfit[0]!r}, wanted {', '.join(FIT_VIEWS)}, pixels:SIZE, pixels:SIZE:bare, or all")


def training_env(settings: Sb3Settings, targets: Sequence[str]) -> VecEnv:
    """The batch with all its layers."""
    views = views_of(settings)
    env: VecEnv = defense_env(settings, views, targets)
    if any(name.startswith(PIXELS) for name in views):
        env = PixelStack(env, views, settings.stack)
    if isinstance(settings, PpoSettings) and settings.norm_reward:
        env = RewardScale(env, settings.gamma)
    return env


def evaluated(
    backend: Backend, player: PolicyPlayer, levels: Sequence[FrozenLevel], settings: Sb3Settings, halted: Halted
) -> Evaluation | None:
    """The frozen episodes, as these settings have them."""
    return evaluate(backend, player, levels, settings.eval_episodes, ticks_per_step=settings.ticks_per_step,
                    max_ticks=settings.max_ticks, stopped=halted)  # fmt: skip


def progress_columns(algorithm: str) -> tuple[str, ...]:
    """Of progress.csv."""
    return (*EPISODES, *KINDS[algorithm].losses)
