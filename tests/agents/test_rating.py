"""Elo ratings: the truth is found again, whoever won all is finite, games that join nobody are refused."""

import numpy as np
import pytest

from garrison_agents.rating import Game, RatingError, rate


def test_strengths_are_found_again_inside_their_intervals():
    rng, true = np.random.default_rng(1), {"a": 1700.0, "b": 1500.0, "c": 1400.0, "d": 1400.0}
    games = []
    for first, second in (("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")):
        odds = 1.0 / (1.0 + 10.0 ** ((true[second] - true[first]) / 400.0))
        games += [Game(first, second, float(rng.random() < odds)) for _ in range(500)]
    found = {row.name: row for row in rate(games)}
    assert sum(row.elo for row in found.values()) == pytest.approx(6000)
    assert all(row.low < true[name] < row.high and row.high - row.low < 90 for name, row in found.items())
    assert [row.name for row in rate(games)][:2] == ["a", "b"] and rate(games) == rate(games)
    assert found["a"].games == 1000


def test_two_players_odds_are_their_points():
    rows = rate([Game("x", "y", 1.0)] * 8 + [Game("y", "x", 1.0)] * 2, resamples=0)
    odds = (8 + 0.5) / (2 + 0.5)  # one drawn game is added
    assert rows[0].elo - rows[1].elo == pytest.approx(400 * np.log10(odds), abs=1e-4)


def test_one_who_won_all_is_rated_with_an_open_interval():
    best, worst = rate([Game("x", "y", 1.0)] * 10)
    assert best.name == "x" and 0 < best.elo - worst.elo < 600
    assert all(row.low < row.elo < row.high for row in (best, worst))


@pytest.mark.parametrize(
    ("games", "words"),
    [([], "no games"), ([Game("x", "x", 1.0)], "x plays itself"), ([Game("x", "y", 1.0), Game("z", "w", 1.0)], "z, w: no chain of games")],
)
def test_games_that_cannot_be_rated_say_why(games, words):
    with pytest.raises(RatingError, match=words):
        rate(games)
