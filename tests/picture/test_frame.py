"""The picture: the fast renderer against the slow obvious one, and what a frame depends on."""

import numpy as np
import pytest
from tests.observe.scramble import scramble
from tests.observe.states import Game
from tests.picture.naive import naive_frame
from tests.picture.states import shown_game

from garrison_server.observe.views import observe

SIZES = ("pixels:512", "pixels:200:bare", "pixels:84")
MOST = 500


@pytest.fixture(scope="module")
def shown() -> Game:
    return shown_game(MOST, seed=5)


@pytest.mark.parametrize("view", SIZES)
def test_fast_renderer_equals_the_slow_one_pixel_for_pixel(shown: Game, played: Game, view: str) -> None:
    side, bare = int(view.split(":")[1]), view.endswith("bare")
    for game, slots in ((shown, np.arange(0, MOST, 2)), (played, np.arange(0, played.n, played.n // 250))):
        for some in np.array_split(slots, 10):
            for slot, frame in zip(some, observe(view, game, some), strict=True):
                slow = naive_frame(game.boards[game.level_of[slot]], game.states[slot], side, bare)
                assert np.array_equal(frame, slow), f"{view}, slot {slot}: {np.argwhere((frame != slow).any(axis=2))[:5].tolist()}"


def test_smallest_frames_and_other_seats_are_drawn_alike(shown: Game) -> None:
    """Among several seats towers and fighters show whose they are."""
    for seats, side in ((2, 16), (2, 512), (4, 84)):
        table = shown_game(20, seed=8, seats=seats)
        for seat in (0, seats - 1):
            for slot, frame in enumerate(observe(f"pixels:{side}", table, np.arange(20), seat=seat)):
                assert np.array_equal(frame, naive_frame(table.boards[table.level_of[slot]], table.states[slot], side, seat=seat))


@pytest.mark.parametrize("view", SIZES)
def test_what_the_fog_hides_changes_no_pixel(played: Game, shown: Game, view: str) -> None:
    draw = np.random.default_rng(1)
    for game in (played, shown):
        slots = np.flatnonzero(game.states.field[:, 7] > 0)[:60]
        before = np.asarray(observe(view, game, slots)).copy()
        kept = game.states.rows.copy()
        for slot in slots:
            scramble(game.boards[game.level_of[slot]], game.states[slot], draw)
        after = np.asarray(observe(view, game, slots))
        game.states.rows[:] = kept
        differing = slots[(before != after).any(axis=(1, 2, 3))]
        assert len(differing) == 0, f"slots {differing[:5]}"


def test_frame_is_the_same_in_any_batch(shown: Game) -> None:
    some = np.array([7, 3, 11])
    together = np.asarray(observe("pixels:84", shown, some))
    for slot, frame in zip(some, together, strict=True):
        assert np.array_equal(observe("pixels:84", shown, np.array([slot]))[0], frame)
