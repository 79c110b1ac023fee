"""What a run is made of, whatever it plays: who learns, how that is measured, and what comes after the last step."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from garrison.backend import Backend
from garrison_agents.marl.alliance import LevelScale, alliance_games
from garrison_agents.marl.commons import CommonsGames, CommonsScale
from garrison_agents.marl.dqn import DqnLearner
from garrison_agents.marl.duels import rate_past
from garrison_agents.marl.games import Games
from garrison_agents.marl.learner import Learner, Trainee
from garrison_agents.marl.measuring import Evaluation, FrozenGames, Scale
from garrison_agents.marl.pool import Pool, Rivals
from garrison_agents.marl.ppo import PpoLearner
from garrison_agents.marl.self_play import SelfPlay
from garrison_agents.marl.settings import COMMONS, SIEGE, MarlDqnSettings, MarlPpoSettings, MarlSettings, given
from garrison_agents.marl.sharing import SHARED, sharing_of
from garrison_agents.marl.siege import ATTACKER, LOSING, SIDES, SiegeEvaluation, siege_games
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.frozen import FIRST_SEED, FrozenLevel, frozen_level

SAME: Final = ("algorithm", "game", "nets", "width", "actions", "hidden", "sides")  # or the weights do not fit
After = Callable[[RunFolder, Callable[[], bool]], None]


def nothing(folder: RunFolder, stopped: Callable[[], bool]) -> None:
    """Nothing comes after."""


@dataclass(frozen=True)
class Setup:
    """One run's parts."""

    learner: Trainee
    about: dict[str, Any]  # what a checkpoint says of itself
    measures: tuple[str, ...]  # of games that ended: columns of progress.csv
    evaluation: Evaluation
    levels: Sequence[FrozenLevel]
    engine: str
    after: After = nothing  # of a run that came to its end; the second is whether to stop


def opened(algorithm: str, settings: MarlSettings, target: str, backend: Backend, stack: ExitStack) -> Setup:
    """The parts; what they hold open is closed with the stack."""
    return (opened_siege if settings.game == SIEGE else opened_team)(algorithm, settings, target, backend, stack)


def opened_team(algorithm: str, settings: MarlSettings, target: str, backend: Backend, stack: ExitStack) -> Setup:
    """Of a game whose trained seats are all alike."""
    games = games_of(settings, settings.envs, target, settings.levels)
    stack.callback(games.close)
    levels = 1 if settings.game == COMMONS else len(settings.eval_levels)
    frozen = games_of(settings, settings.eval_episodes * levels, target, settings.eval_levels)
    stack.callback(frozen.close)
    scale, of_levels = scale_of(settings, frozen, backend)
    learner = learner_of(settings, games)
    about = about_run(algorithm, settings) | about_seats(settings, games)
    return Setup(learner, about, games.measures, FrozenGames(frozen, scale, learner), of_levels, games.engine)


def opened_siege(algorithm: str, settings: MarlSettings, target: str, backend: Backend, stack: ExitStack) -> Setup:
    """Of both sides of a siege."""
    levels = tuple(frozen_level(backend, level) for level in settings.eval_levels)
    pools, learners, sides = [Pool() for _ in SIDES], [], {}
    measures: list[str] = []
    for side, name in enumerate(SIDES):
        own = side_settings(settings, side)
        rivals = Rivals(pools[1 - side], own.envs, own.newest, own.priority, LOSING[side])
        games = siege_games(own, own.envs, target, own.levels, side, rivals)
        stack.callback(games.close)
        learners.append(learner_of(own, games))
        pools[side].follow(learners[-1].brain)
        sides[name] = about_seats(own, games)
        measures += [f"{name}_{measure}" for measure in games.measures]
    evaluation = SiegeEvaluation(settings, target, backend, levels, learners, FIRST_SEED)
    stack.callback(evaluation.close)
    about, both = about_run(algorithm, settings) | {"sides": sides}, SelfPlay(learners, pools, settings.pool_every)

    def after(folder: RunFolder, stopped: Callable[[], bool]) -> None:
        rate_past(settings, target, pools, folder, stopped)

    return Setup(both, about, tuple(measures), evaluation, levels, games.engine, after)


def side_settings(settings: MarlSettings, side: int) -> MarlSettings:
    """Half of the steps, and seeds of its own; the attacker is one seat."""
    changes: dict[str, Any] = {"seed": 2 * settings.seed + side, "steps": max(settings.steps // 2, 1)}
    return settings.with_changes(changes | ({"sharing": SHARED} if side == ATTACKER else {}))


def games_of(settings: MarlSettings, n: int, target: str, levels: tuple[str, ...]) -> Games:
    """n games of what the settings play."""
    if settings.game == COMMONS:
        return CommonsGames(settings, n, target)
    return alliance_games(settings, n, target, levels)


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


def about_run(algorithm: str, settings: MarlSettings) -> dict[str, Any]:
    """What a checkpoint of such a run plays."""
    played = given(settings)
    return {"algorithm": algorithm, **played, "sharing": settings.sharing, "hidden": list(settings.hidden), "seed": settings.seed}


def about_seats(settings: MarlSettings, games: Games) -> dict[str, Any]:
    """Which networks play, and what they see and do."""
    nets = sharing_of(settings.sharing, games.seats).nets
    return {"trained": games.seats, "nets": nets, "width": games.width, "actions": games.actions}
