"""What becomes of finished slots, in the three modes of autoreset."""

import numpy as np

from compliance.base import Compliance, refusal
from compliance.caller import Caller, Played


def until_over(played: Played, **more: object) -> "object":
    """Steps until some slot's episode ends; that outcome."""
    for _ in range(100):
        outcome = played.step(**more)  # type: ignore[arg-type]
        if (outcome.terminated | outcome.truncated).any():
            return outcome
    raise AssertionError("no episode ended")


class TestAutoreset(Compliance):
    def test_none_refuses_to_step_a_finished_slot_until_it_is_reset(self, caller: Caller) -> None:
        played = caller.open(slots=2, max_ticks=40)
        played.reset([1, 2])
        outcome = until_over(played)
        assert outcome.truncated.all() and (outcome.status == 3).all()
        error = refusal(played.step)
        assert (error.code, error.reason) == ("FAILED_PRECONDITION", "EPISODE_FINISHED")
        played.reset([3], slots=[1])
        assert played.step(slots=[1]).steps.tolist() == [1]

    def test_next_step_begins_anew_in_the_step_after_and_ignores_its_action(self, caller: Caller) -> None:
        played = caller.open(slots=2, max_ticks=40, autoreset="next_step")
        played.reset([1], slots=[0])
        played.step(slots=[0])
        played.reset([2], slots=[1])
        while not (outcome := played.step()).truncated[0]:
            pass
        assert not outcome.truncated[1] and not outcome.was_reset.any()
        after = played.step(np.full((2, 3), np.nan))
        assert after.was_reset.tolist() == [True, False] and after.codes.tolist() == [0, 15]
        assert after.rewards[0] == 0 and not after.truncated[0] and after.ticks[0] == 0 and after.seeds[0] != 1

    def test_same_step_shows_the_new_episode_and_the_last_views_of_the_old(self, caller: Caller) -> None:
        played = caller.open(slots=2, max_ticks=40, autoreset="same_step")
        twin = caller.open(slots=2, max_ticks=40)
        for one in (played, twin):
            one.reset([1, 2])
            one.step(slots=[1])
        outcome, plain = until_over(played), until_over(twin)
        assert outcome.final_rows.tolist() == [1] and outcome.truncated.tolist() == plain.truncated.tolist() == [False, True]
        assert np.array_equal(outcome.final["structured"][0], plain.views["structured"][1])
        assert outcome.was_reset.tolist() == [False, True] and outcome.ticks[1] == 0 and outcome.status[1] == 3
        assert outcome.hashes[0] == plain.hashes[0] and outcome.hashes[1] != plain.hashes[1]

    def test_later_seeds_follow_from_the_first_and_the_number_of_the_episode(self, caller: Caller) -> None:
        seeds = []
        for mode in ("next_step", "same_step"):
            played = caller.open(max_ticks=16, autoreset=mode)
            played.reset([77])
            seeds.append(list(dict.fromkeys(int(played.step().seeds[0]) for _ in range(8)))[-3:])
        by_hand = caller.open()
        by_hand.reset([77])
        later = [int(by_hand.reset().seeds[0]) for _ in range(8)]
        assert all(set(some) <= {77, *later} for some in seeds)

    def test_a_reset_without_seeds_uses_the_seeds_of_the_opening_first(self, caller: Caller) -> None:
        played = caller.open(slots=2, seeds=(11, 2**64 - 1))
        assert played.reset().seeds.tolist() == [11, 2**64 - 1]
        assert played.reset().seeds.tolist() != [11, 2**64 - 1]

    def test_a_reset_without_any_seed_draws_one_and_says_which(self, caller: Caller) -> None:
        one, other = caller.open(), caller.open()
        seed = int(one.reset().seeds[0])
        assert seed != int(other.reset().seeds[0])
        assert other.reset([seed]).hashes[0] == one.reset([seed]).hashes[0]
