"""The action spaces: what a choice means."""

import numpy as np
import pytest
from tests.observe.naive import hidden
from tests.observe.states import Game

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.observe.action_space import ActionSpaceError, action_spec, to_native
from garrison_server.observe.sites import sites_of

MALFORMED = [rules.ABSENT, rules.ABSENT]


def native(game: Game, space: str, choice: int) -> np.ndarray:
    return to_native(space, game, np.arange(game.n), np.full(game.n, choice))


@pytest.mark.parametrize("split", [2, 5, 16, 64])
def test_grid_is_towerminds_wrapper(made_up: Game, split: int) -> None:
    assert action_spec(f"grid:{split}", made_up.boards[0]).n == split * split * 12
    for ix, iy, action in [(0, 0, 0), (split - 1, 0, 11), (1, split - 1, 6), (split // 2, 1, 3)]:
        order = native(made_up, f"grid:{split}", (ix * split + iy) * 12 + action)[0]
        np.testing.assert_allclose(order, [6 * (ix + 0.5) / split - 3, 6 * (iy + 0.5) / split - 3, action])


def test_sites_mean_what_their_labels_say(made_up: Game) -> None:
    slot = 1
    board = made_up.boards[made_up.level_of[slot]]
    labels = action_spec("sites", board).labels
    assert len(labels) == 127
    for choice, label in enumerate(labels):
        x, y, action = native(made_up, "sites", choice)[slot]
        name = rules.ACTION_NAMES[int(action)]
        assert label.split(" ")[0] in name or label.startswith("move the nearest knights"), label
        if "no such" in label:
            assert [x, y] == MALFORMED
        elif action <= rules.SELL:
            assert label == f"{name} at {sites_of(board).names[[*map(tuple, board.points[:, :2])].index((x, y))]}"
        elif action == rules.REINFORCE:
            assert label == f"{name} at ({x:.2f}, {y:.2f})"
    assert native(made_up, "sites", 126)[slot].tolist() == [0, 0, rules.NOOP]


def test_coin_action_goes_to_the_coin_that_is_seen(made_up: Game) -> None:
    orders = native(made_up, "sites", 123)
    for i, (x, y, action) in enumerate(orders):
        field = made_up.states[i].field
        coin = field[[st.D_COIN_X, st.D_COIN_Y]]
        seen = field[st.D_COIN_TICKS] > 0 and not hidden(made_up.states[i], *coin)
        assert [x, y] == (coin.tolist() if seen else MALFORMED)
        assert action == rules.SEND_HERO


@pytest.mark.parametrize(("space", "n"), [("sites", 127), ("grid:4", 192)])
@pytest.mark.parametrize("choice", [-1, "n", 2**62, -(2**63)])
def test_choice_out_of_range_becomes_malformed(made_up: Game, space: str, n: int, choice: int | str) -> None:
    orders = native(made_up, space, n if choice == "n" else int(choice))
    np.testing.assert_array_equal(orders, [[*MALFORMED, -1]] * made_up.n)


def test_native_passes_through_untouched(made_up: Game) -> None:
    orders = np.array([[np.nan, 7.0, 99.5], [1.0, 2.0, 3.0]])
    np.testing.assert_array_equal(to_native("native", made_up, np.array([4, 2]), orders), orders)


@pytest.mark.parametrize("name", ["", "grid", "grid:", "grid:1", "grid:65", "grid:-3", "grid:4x", "grid:٤", "Sites", "native "])
def test_unknown_space_is_refused_and_the_known_ones_named(made_up: Game, name: str) -> None:
    for attempt in (lambda: action_spec(name, made_up.boards[0]), lambda: native(made_up, name, 0)):
        with pytest.raises(ActionSpaceError, match="wanted one of native, grid:SPLIT"):
            attempt()


@pytest.mark.parametrize(
    ("space", "actions"),
    [("native", np.zeros((2, 2))), ("native", np.zeros((2, 3), np.int64)), ("sites", np.zeros(2)), ("sites", np.zeros((2, 1), np.int64)),
     ("grid:4", np.zeros(3, np.int64)), ("sites", np.zeros(2, np.bool_))],
)  # fmt: skip
def test_wrong_form_is_refused_with_what_came_and_what_was_wanted(made_up: Game, space: str, actions: np.ndarray) -> None:
    with pytest.raises(ActionSpaceError, match=r"actions for .*: came .* wanted"):
        to_native(space, made_up, np.arange(2), actions)


def test_anchors_lie_on_the_map(made_up: Game) -> None:
    for board in (made_up.boards[i] for i in range(3)):
        assert np.all((np.abs(board.anchors) <= 3) | (board.anchors == rules.ABSENT))
        assert int(board.numbers[bd.B_PATHS]) >= 1
