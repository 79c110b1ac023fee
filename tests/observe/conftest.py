"""The states that the tests of the views share."""

import pytest
from tests.observe.played import played_game
from tests.observe.states import Game, made_up_game


@pytest.fixture(scope="session")
def made_up() -> Game:
    """300 states put together at random, reachable or not."""
    return made_up_game(300, seed=11)


@pytest.fixture(scope="session")
def played() -> Game:
    """1,000 states from play on all benchmark levels."""
    return played_game()
