"""The states that the tests of the picture share."""

import pytest
from tests.observe.played import played_game
from tests.observe.states import Game


@pytest.fixture(scope="session")
def played() -> Game:
    """1,000 states from play on all benchmark levels."""
    return played_game()
