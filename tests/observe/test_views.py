"""The registry of views: specs, shapes, and what is refused."""

import gc
import weakref

import numpy as np
import pytest
from tests.observe.states import Game, made_up_game

from garrison_server.observe.views import VIEWS, ViewError, observe, view_spec

SPACES = ("native", "grid:5", "sites")


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("name", VIEWS)
def test_observation_is_what_the_spec_says(made_up: Game, name: str, space: str) -> None:
    spec, slots = view_spec(name, space), np.arange(0, made_up.n, 7)
    shown = observe(name, made_up, slots, space)
    assert spec.name == name
    if spec.kind == "text":
        assert all(isinstance(words, str) and words.isascii() and len(words) <= spec.max_length for words in shown)
        assert len(shown) == len(slots)
    else:
        assert isinstance(shown, np.ndarray)
        assert (shown.shape, shown.dtype) == ((len(slots), *spec.shape), np.dtype(spec.dtype))
        assert spec.low <= shown.min()
        assert shown.max() <= spec.high
        assert shown.flags.c_contiguous


@pytest.mark.parametrize("name", VIEWS)
def test_looking_changes_nothing(made_up: Game, name: str) -> None:
    before = made_up.states.rows.tobytes()
    first, again = observe(name, made_up, np.arange(made_up.n)), observe(name, made_up, np.arange(made_up.n))
    np.testing.assert_array_equal(first, again)
    assert made_up.states.rows.tobytes() == before


@pytest.mark.parametrize("name", VIEWS)
def test_no_slots_give_an_empty_observation(made_up: Game, name: str) -> None:
    assert len(observe(name, made_up, np.zeros(0, np.int32))) == 0


@pytest.mark.parametrize("name", ["", "Structured", "pixels", "pixels:15", "pixels:513", "pixels:084", "pixels:84:", "\x00", "x" * 10_000])
def test_unknown_view_is_refused_and_the_known_ones_named(made_up: Game, name: str) -> None:
    for attempt in (lambda: view_spec(name, "native"), lambda: observe(name, made_up, np.arange(1))):
        with pytest.raises(ViewError, match="wanted one of structured, structured_norm, rich, mask, text, brief") as caught:
            attempt()
        assert len(str(caught.value)) < 400


def test_mask_of_unknown_action_space_is_refused() -> None:
    with pytest.raises(ViewError, match="action space: came 'hexes', wanted one of"):
        view_spec("mask", "hexes")


def test_what_is_kept_for_a_game_goes_with_it() -> None:
    game = made_up_game(3, seed=1)
    for name in VIEWS:
        observe(name, game, np.arange(3))
    gone = weakref.ref(game)
    del game
    gc.collect()
    assert gone() is None
