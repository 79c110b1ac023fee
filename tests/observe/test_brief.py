"""The brief view: a few plain lines with stable site names."""

import re

import numpy as np
import pytest
from tests.observe.naive import hidden
from tests.observe.states import Game, fullest_game, made_up_game

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.observe import brief
from garrison_server.observe.sites import sites_of
from garrison_server.observe.views import observe


def briefs(game: Game) -> list[str]:
    out = observe("brief", game, np.arange(game.n))
    assert isinstance(out, list)
    return out


def test_length_is_about_a_fifth_of_the_text(played: Game) -> None:
    text = observe("text", played, np.arange(played.n))
    shares = [len(short) / len(long) for short, long in zip(briefs(played), text, strict=True)]
    assert np.mean(shares) < 0.25
    assert max(shares) < 0.3


def test_fullest_state_fits_the_limit() -> None:
    assert 1_500 < len(briefs(fullest_game())[0]) <= brief.MAX_LENGTH
    assert max(map(len, briefs(made_up_game(100, seed=4)))) < 2_500


def test_sites_seen_have_a_line_each_and_hidden_ones_are_named(made_up: Game) -> None:
    for i, words in enumerate(briefs(made_up)):
        board, state = made_up.boards[made_up.level_of[i]], made_up.states[i]
        names = sites_of(board).names
        lines = {line.split(" ")[0]: line for line in words.splitlines() if re.match(r"[A-E][0-9]+ \(", line)}
        for t, name in enumerate(names):
            if hidden(state, *board.points[t, :2]):
                assert name not in lines
                assert re.search(rf"hides[A-E0-9 ]* {name}\b", words)
            else:
                kind = int(state.towers[t, st.T_KIND])
                wanted = ("", "knight tower", "magician tower", "archer tower")[kind]
                assert f": {wanted} {state.towers[t, st.T_LEVEL]:.0f}" in lines[name] if kind else "tower" not in lines[name]


def test_gold_says_what_it_pays(made_up: Game) -> None:
    for i, words in enumerate(briefs(made_up)):
        board, gold = made_up.boards[made_up.level_of[i]], made_up.states[i].seats[0, st.S_GOLD]
        assert f"Gold {int(gold)}:" in words
        for kind, name in ((1, "knight"), (2, "magician"), (3, "archer")):
            price = board.towers[kind - 1, bd.TT_PRICE]
            assert f"{name} {price:.0f} {'yes' if gold >= price else 'no'}" in words


def test_enemies_are_told_by_seconds_to_the_base(made_up: Game) -> None:
    for i, words in enumerate(briefs(made_up)):
        board, state = made_up.boards[made_up.level_of[i]], made_up.states[i]
        seen = [e for e in state.enemies if e[st.E_HP] > 0 and not hidden(state, e[st.E_X], e[st.E_Y])]
        if not seen:
            assert "No enemy in sight." in words
            continue
        first = min(seen, key=lambda e: board.paths[int(e[st.E_PATH]), board.lengths[int(e[st.E_PATH])] - 1, bd.W_ARC] - e[st.E_ARC])
        path, kind = int(first[st.E_PATH]), int(first[st.E_KIND])
        left = board.paths[path, board.lengths[path] - 1, bd.W_ARC] - first[st.E_ARC]
        seconds = int(left / (board.kinds[kind, bd.K_STEP] * first[st.E_HASTE] * 50))
        line = words.split("Enemies, seconds to the base:\n")[1].split(";")[0].splitlines()[0]
        assert line.startswith(f"{seconds} {rules.ENEMIES[kind].name.replace('_', ' ')} ")
        assert f" road {path + 1}" in line
        if len(seen) > 8:
            assert sum(map(int, re.findall(r"(\d+) [a-z]", words.split("behind them: ")[1].split("\n")[0]))) == len(seen) - 8


@pytest.mark.parametrize(
    ("action", "code", "wanted"),
    [
        (rules.BUILD_ARCHER, 0, "Last: build archer tower at {site}: accepted."),
        (rules.BUILD_KNIGHT, 2, "Last: build knight tower at {site}: refused, error 2, not enough gold to build."),
        (rules.SEND_HERO, 9, "Last: send hero at (1,-2): refused, error 9, the hero is dead."),
        (rules.NOOP, 0, "Last: no operation: accepted."),
        (rules.ABSENT, 15, "Last: unknown action: refused, error 15, malformed action."),
    ],
)
def test_last_action_is_told_in_words(action: float, code: int, wanted: str) -> None:
    game = made_up_game(3, seed=1)
    board = game.boards[1]
    place = board.points[2, :2] if action <= rules.SHOW_RANGE else (1.0, -2.0)
    if action == rules.ABSENT:
        place = (rules.ABSENT, rules.ABSENT)
    game.states[1].seats[0, [st.S_LAST_X, st.S_LAST_Y, st.S_LAST_ACTION, st.S_LAST_CODE]] = *place, action, code
    assert briefs(game)[1].splitlines()[-1] == wanted.format(site=sites_of(board).names[2])
