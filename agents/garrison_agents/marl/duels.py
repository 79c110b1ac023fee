"""A siege's past against itself: every past defender against every past attacker on frozen games, and the Elo of each."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from garrison_agents.marl.games import played
from garrison_agents.marl.pool import Appointed, Pool
from garrison_agents.marl.seat_games import SeatGames
from garrison_agents.marl.settings import MarlSettings
from garrison_agents.marl.siege import ATTACKER, DEFENDER, SIDES, siege_games
from garrison_agents.rating import Game, Rating, rate
from garrison_agents.training.folder import RunFolder, Table, read_table, replacing

FIRST_SEED: Final = 2_000_000  # of the frozen games: nobody trains on them, and no checkpoint is chosen by them
PAIRS: Final = ("defender", "attacker", "games", "won", "score")
ELO: Final = ("attacks", "steps", "elo", "low", "high", "games", "points", "lives")
THOUSAND: Final = 1000
Pair = tuple[int, int]  # the numbers of a defender and an attacker
Duels = dict[Pair, tuple[list[float], list[float]]]  # of its games: 1 held, 0 stormed, 0.5 cut; and the defenders' score


def play_duels(settings: MarlSettings, target: str, pools: Sequence[Pool], stopped: Callable[[], bool]) -> Duels | None:
    """`duels` games of each pair, the same seeds for all; None when `stopped()` turned true before they were over."""
    count, attackers = settings.duels, len(pools[ATTACKER].members)
    who = np.repeat(np.arange(attackers), count)
    games = siege_games(settings, len(who), target, settings.eval_levels, DEFENDER, Appointed(pools[ATTACKER], who))
    try:
        return _played(games, pools[DEFENDER], count, stopped)
    finally:
        games.close()


def _played(games: SeatGames, defenders: Pool, count: int, stopped: Callable[[], bool]) -> Duels | None:
    duels: Duels = {}
    seeds = [FIRST_SEED + i % count for i in range(games.n)]
    for number, member in enumerate(defenders.members):
        random, brain = np.random.default_rng(number), member.brain
        found = played(games, seeds, lambda seen, brain=brain, random=random: brain(seen, random), stopped)  # type: ignore[misc]
        if found is None:
            return None
        for at in range(0, games.n, count):
            duels[number, at // count] = (found["won"][at : at + count].tolist(), found["score"][at : at + count].tolist())
    return duels


def rated(duels: Duels, seed: int = 0) -> dict[tuple[int, int], Rating]:
    """By (side, number); all on one scale."""
    games = [Game(f"{DEFENDER} {one}", f"{ATTACKER} {other}", won) for (one, other), (wins, _) in duels.items() for won in wins]
    found: dict[tuple[int, int], Rating] = {}
    for rating in rate(games, seed):
        side, _, number = rating.name.partition(" ")
        found[int(side), int(number)] = rating
    return found


def rate_past(settings: MarlSettings, target: str, pools: Sequence[Pool], folder: RunFolder, stopped: Callable[[], bool]) -> None:
    """Writes `duels.csv`, `elo.csv` and `elo.png` into the run's folder, from as many games as the settings say."""
    duels = play_duels(settings, target, pools, stopped) if settings.duels else None
    if duels is None:
        return
    table = Table(folder.path / "duels.csv", PAIRS)
    table.begin()
    for (one, other), (won, scores) in duels.items():
        steps = (pools[DEFENDER].members[one].steps, pools[ATTACKER].members[other].steps)
        table.append(dict(zip(PAIRS, (*steps, len(won), sum(won), float(np.mean(scores))), strict=True)))
    table = Table(folder.path / "elo.csv", ELO)
    table.begin()
    for (side, number), row in sorted(rated(duels).items()):
        lives = 0.0 - float(np.mean([scores for pair, (_, scores) in duels.items() if pair[side] == number]))
        cells = (side, pools[side].members[number].steps, row.elo, row.low, row.high, row.games, row.points, lives)
        table.append(dict(zip(ELO, cells, strict=True)))
    draw_elo([folder.path], folder.elo)


def draw_elo(runs: Sequence[Path], picture: Path) -> None:
    """Draws the ratings of runs over their steps, with their intervals, a field for each run, as PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.4 * len(runs), 3.4), dpi=110, layout="constrained")
    for axes, run in zip(figure.subplots(1, len(runs), squeeze=False, sharey=True)[0], runs, strict=True):
        table = {name: np.array(values) for name, values in read_table(run / "elo.csv").items()}
        for side, name in enumerate(SIDES):
            rows = table["attacks"] == side
            steps, elo, low, high = (table[column][rows] for column in ("steps", "elo", "low", "high"))
            steps = steps / THOUSAND
            (line,) = axes.plot(steps, elo, marker="o", markersize=3, label=name)
            axes.fill_between(steps, low, high, color=line.get_color(), alpha=0.2, linewidth=0)
        axes.set_title(run.name, fontsize=8)
        axes.set_xlabel("thousand steps of training")
        axes.set_ylabel("Elo among all of the run")
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    with replacing(picture) as draft:
        figure.savefig(draft, format="png")
