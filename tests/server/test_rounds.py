"""Rounds by a clock of their own: who is waited for, how long, and what becomes of late, repeated and missing actions."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from garrison_server.refusal import FieldError, LateActionError
from garrison_server.rounds import Choice, Rounds


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def choice(action: int) -> Choice:
    return Choice(np.array(action), f"I do {action}")


def begun(seats: int = 3, deadline_s: float = 10.0) -> tuple[Rounds, Clock]:
    clock = Clock()
    rounds = Rounds(seats, deadline_s, clock)
    rounds.begin(1)
    return rounds, clock


def ended(rounds: Rounds) -> tuple[list[int], tuple[int, ...]]:
    """Closes a round that is over: who acted, and who was silent."""
    assert rounds.left_s <= 0
    choices, silent = rounds.close()
    rounds.begin(rounds.number + 1)
    return sorted(choices), silent


def test_a_round_ends_when_all_have_acted() -> None:
    rounds, clock = begun()
    for seat in range(3):
        assert rounds.left_s > 0
        assert rounds.act(seat, 1, choice(seat))
        clock.now += 1
    assert ended(rounds) == ([0, 1, 2], ())
    assert rounds.actions.tolist() == [1, 1, 1] and rounds.silences.tolist() == [0, 0, 0]


def test_the_deadline_runs_from_the_first_action_and_never_without_one() -> None:
    rounds, clock = begun()
    clock.now += 1000
    assert rounds.left_s == math.inf
    rounds.act(2, 1, choice(0))
    clock.now += 4
    rounds.act(0, 1, choice(0))
    assert rounds.left_s == 6
    clock.now += 6
    assert ended(rounds) == ([0, 2], (1,))
    assert rounds.silences.tolist() == [0, 1, 0]


def test_a_silent_seat_is_not_waited_for_until_it_is_heard_again() -> None:
    rounds, clock = begun()
    for seat in (0, 1):
        rounds.act(seat, 1, choice(0))
    clock.now += 10
    assert ended(rounds) == ([0, 1], (2,)) and not rounds.awaited(2)
    for seat in (0, 1):
        rounds.act(seat, 2, choice(0))
    assert ended(rounds) == ([0, 1], (2,))
    rounds.hear(2)
    for seat in (0, 1):
        rounds.act(seat, 3, choice(0))
    assert rounds.awaited(2) and rounds.left_s == 10
    rounds.act(2, 3, choice(0))
    assert ended(rounds) == ([0, 1, 2], ())
    assert rounds.silences.tolist() == [0, 0, 2]


def test_a_late_action_is_refused_by_name_and_counts_as_a_sign_of_life() -> None:
    rounds, clock = begun(2)
    rounds.act(0, 1, choice(0))
    clock.now += 10
    ended(rounds)
    with pytest.raises(LateActionError) as caught:
        rounds.act(1, 1, choice(5))
    assert (caught.value.code, caught.value.reason, caught.value.metadata["turn"]) == ("ABORTED", "LATE_ACTION", "2")
    assert rounds.awaited(1)
    rounds.act(0, 2, choice(0))
    assert rounds.left_s == 10
    rounds.act(1, 2, choice(6))
    assert rounds.close()[0][1].action == 6


def test_of_two_actions_in_one_round_the_first_stands() -> None:
    rounds, _ = begun(2)
    rounds.act(0, 1, choice(3))
    assert rounds.acted(0) and not rounds.acted(1)
    assert rounds.act(0, 1, choice(4))
    rounds.act(1, 1, choice(0))
    assert rounds.close()[0][0] == choice(3)


def test_an_action_that_was_played_may_be_sent_again_and_an_older_one_not() -> None:
    rounds, _ = begun(2)
    for seat in range(2):
        rounds.act(seat, 1, choice(0))
    ended(rounds)
    assert not rounds.act(0, 1, choice(0))
    assert not rounds.acted(0) and rounds.left_s == math.inf
    for seat in range(2):
        rounds.act(seat, 2, choice(0))
    ended(rounds)
    with pytest.raises(LateActionError):
        rounds.act(0, 1, choice(0))


def test_what_was_chosen_for_a_state_that_is_no_more_is_forgotten() -> None:
    rounds, _ = begun(2)
    rounds.act(0, 1, choice(0))
    rounds.begin(5)  # the opener has reset the slot
    assert not rounds.acted(0) and rounds.left_s == math.inf
    with pytest.raises(LateActionError):
        rounds.act(1, 1, choice(0))
    assert rounds.actions.tolist() == [0, 0]


@pytest.mark.parametrize("number", [2, 99])
def test_an_action_for_a_round_to_come_is_refused(number: int) -> None:
    with pytest.raises(FieldError):
        begun()[0].act(0, number, choice(0))
    with pytest.raises(FieldError):
        Rounds(2, 1.0, Clock()).act(0, number, choice(0))


def test_a_seat_alone_is_a_round() -> None:
    rounds, _ = begun(1)
    rounds.act(0, 1, choice(0))
    assert ended(rounds) == ([0], ())
