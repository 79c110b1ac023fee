"""Waves for the generator: who comes at which difficulty, in what number, growing from wave to wave."""

from itertools import pairwise
from random import Random
from typing import Any, Final

from garrison_levels.roads import pick

# How much one enemy of a kind weighs in a wave; the order is the order of first appearance.
WEIGHTS: Final = {
    "goblin": 1.0, "wolf": 1.2, "orc": 2.0, "bat": 1.6, "shieldbearer": 2.2, "sapper": 1.6, "shaman": 2.2, "ghost": 1.8, "healer": 2.0,
    "bone_chanter": 2.2, "captain": 2.8, "wyvern": 3.5, "carrier": 3.2, "ogre": 4.5, "hill_king": 14.0,
}  # fmt: skip
KINDS_MET: Final = (5, 8, 10, 12, 14)  # how many kinds, of the order above, may come at each difficulty
FEWEST: Final = 24  # enemies in all, for doing nothing must lose everything


def muster(rng: Random, difficulty: int) -> list[dict[str, Any]]:
    """The waves of a generated level: each at least as heavy as the one before; the last brings what is worst."""
    kinds = list(WEIGHTS)[: KINDS_MET[difficulty - 1]]
    number = 4 + difficulty + (1 if rng.random() < 0.5 else 0)
    total = FEWEST + 5 * (difficulty - 1) + int(4 * rng.random())
    waves = []
    for w, size in enumerate(_sizes(number, total)):
        waves.append(_enemies(rng, kinds[: 2 + (len(kinds) - 2) * w // (number - 1)], size))
    waves.sort(key=weight)
    worst = "hill_king" if difficulty == len(KINDS_MET) else max(kinds, key=lambda name: WEIGHTS[name])
    waves[-1] = ["bat", *waves[-1], worst]  # someone always flies: a level is not won by blocking alone
    return [{"enemies": wave, "interval_s": round(1.4 - 0.1 * difficulty + 0.6 * rng.random(), 1)} for wave in waves]


def weight(enemies: list[str]) -> float:
    """How heavy a wave is."""
    return sum(WEIGHTS[name] for name in enemies)


def _sizes(number: int, total: int) -> list[int]:
    """`total` shared out over the waves, later ones larger (weights 2, 3, 4, ...)."""
    shares = number * (number + 3) // 2
    edges = [total * (w * (w + 3) // 2) // shares for w in range(number + 1)]
    return [end - start for start, end in pairwise(edges)]


def _enemies(rng: Random, met: list[str], size: int) -> list[str]:
    """One wave: mostly one kind lately met, with a few others among it."""
    main = pick(rng, met[-4:])
    return [main if rng.random() < 0.55 else pick(rng, met) for _ in range(size)]
