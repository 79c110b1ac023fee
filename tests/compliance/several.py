"""Several seats in a session: the axis that they add, their rules, what they say to each other, and the modes that have them."""

from typing import Any

import numpy as np
import pytest

from compliance.base import Compliance, refusal
from compliance.caller import NOOP, Caller, Played
from garrison_proto.modes import AllianceRules, CommonsRules, Rules, SiegeRules
from garrison_proto.v1 import environment_pb2 as env


def allied(caller: Caller, seats: int = 2, **options: Any) -> Played:
    """An alliance."""
    return caller.open(**({"mode": "alliance", "rules": AllianceRules(seats)} | options))


def still(slots: int, seats: int) -> np.ndarray:
    """No-operations of every seat."""
    return np.tile(np.array(NOOP), (slots, seats, 1))


class TestSeveralSeats(Compliance):
    def test_the_opening_says_how_many_seats_there_are_and_whose_each_view_is(self, caller: Caller) -> None:
        played = allied(caller, 3, views=("structured", "allies", "messages", "leaks"))
        assert played.opened.seats == 3
        assert [(view.seats, view.first_seat) for view in played.opened.views] == [(3, 0), (3, 0), (3, 0), (0, 0)]
        assert caller.open().opened.seats == 0

    def test_a_step_takes_an_action_of_each_seat_and_answers_a_row_of_each(self, caller: Caller) -> None:
        played = allied(caller, 2, slots=3, views=("structured", "brief", "leaks"))
        outcome = played.reset([1, 2, 3])
        assert outcome.views["structured"].shape == (3, 2, 759) and len(outcome.views["brief"]) == 6
        outcome = played.step(still(2, 2), slots=[2, 0])
        assert outcome.rewards.shape == outcome.codes.shape == outcome.no_effect.shape == (2, 2) and outcome.ticks.tolist() == [16, 16]
        assert outcome.views["leaks"].shape[0] == 2

    def test_one_seat_s_refused_action_leaves_the_others_alone(self, caller: Caller) -> None:
        played = allied(caller, 2)
        played.reset([1])
        actions = still(1, 2)
        actions[0, 0] = 9.0, 9.0, 0.0
        outcome = played.step(actions)
        assert outcome.codes.tolist() == [[15, 0]] and outcome.steps.tolist() == [1]

    def test_actions_without_the_axis_of_seats_are_refused_with_the_shape_that_was_wanted(self, caller: Caller) -> None:
        played = allied(caller, 2)
        played.reset([1])
        error = refusal(played.step, still(1, 1)[:, 0])
        assert (error.code, error.field) == ("INVALID_ARGUMENT", "step.actions.shape") and "[1, 2, 3]" in str(error)

    @pytest.mark.parametrize(
        ("mode", "rules", "field"),
        [
            ("alliance", AllianceRules(5), "alliance.seats"),
            ("alliance", AllianceRules(reward="none"), "alliance.reward"),  # type: ignore[arg-type]
            ("alliance", SiegeRules(), "rules"),
            ("defense", AllianceRules(), "rules"),
            ("siege", SiegeRules(intensity=99.0), "siege.intensity"),
            ("raid", None, "mode"),
        ],
    )
    def test_rules_that_do_not_fit_are_refused_by_their_field(self, caller: Caller, mode: str, rules: Rules | None, field: str) -> None:
        error = refusal(caller.open, mode=mode, rules=rules)
        assert (error.code, error.field) == ("INVALID_ARGUMENT", field)

    def test_what_a_seat_says_is_read_by_the_others_in_the_same_step_and_no_longer(self, caller: Caller) -> None:
        played = allied(caller, 2, views=("messages",))
        played.reset([1])
        said = played.outcome(played.ask("step", played.step_body(still(1, 2), messages=["to arms", ""])))
        assert said.views["messages"] == ["[]", '[{"From_Seat":0,"Text":"to arms"}]']
        assert played.step(still(1, 2)).views["messages"] == ["[]", "[]"]

    def test_a_message_that_is_too_long_refuses_the_step(self, caller: Caller) -> None:
        played = allied(caller, 2)
        played.reset([1])
        error = refusal(played.ask, "step", played.step_body(still(1, 2), messages=["x" * 121, ""]))
        assert (error.code, error.field) == ("INVALID_ARGUMENT", "step.messages[0]")
        assert played.step(still(1, 2)).steps.tolist() == [1]

    def test_snapshots_and_replays_belong_to_the_rules_too(self, caller: Caller) -> None:
        played = allied(caller, 2, record=True, views=("messages",))
        played.reset([1])
        said = played.outcome(played.ask("step", played.step_body(still(1, 2), messages=["", "hold"])))
        other = allied(caller, 2, views=("messages",))
        assert other.restore(played.snapshot()).views == said.views
        error = refusal(allied(caller, 3).restore, played.snapshot())
        assert (error.code, error.reason) == ("FAILED_PRECONDITION", "SNAPSHOT_LEVEL")
        replay = caller.call("ExportReplay", env.ExportReplayRequest(session=played.ref)).replay
        assert caller.call("VerifyReplay", env.VerifyReplayRequest(replay=replay)).matches

    def test_a_siege_has_an_attacker_with_views_and_orders_of_its_own_and_is_zero_sum(self, caller: Caller) -> None:
        rules = SiegeRules(AllianceRules(2), budget=10.0, intensity=10.0)
        played = caller.open(mode="siege", rules=rules, views=("brief", "attacker", "attacker_mask"), action_space="sites")
        assert played.opened.seats == 3 and played.opened.attacker_action.n == 271
        assert [(view.seats, view.first_seat) for view in played.opened.views] == [(2, 0), (1, 2), (1, 2)]
        lost, outcome = 0.0, played.reset([1])
        for _ in range(150):
            order = np.flatnonzero(outcome.views["attacker_mask"][0, 0])[:2][-1]  # the cheapest enemy, or to wait
            outcome = played.step(np.array([[126, 126, order]]))
            assert outcome.rewards[0, 2] == -outcome.rewards[0, :2].sum()
            lost -= outcome.rewards[0, :2].sum()
            if outcome.terminated[0]:
                break
        assert lost > 0

    def test_the_commons_is_played_by_the_same_calls_and_without_a_level(self, caller: Caller) -> None:
        options: dict[str, Any] = {"mode": "commons", "rules": CommonsRules(5), "levels": (), "views": ("commons", "mask", "text")}
        played = caller.open(**options, record=True)
        assert played.opened.seats == 5 and list(played.opened.levels) == ["commons"] and played.opened.action.n == 3
        assert played.reset([1]).views["commons"].shape == (1, 5, 43)
        outcome = played.step(np.array([[0, 1, 2, 7, 2]]))
        assert outcome.codes.tolist() == [[0, 0, 0, 2, 0]] and len(outcome.views["text"]) == 5
        again = caller.open(**options)
        assert again.restore(played.snapshot()).hashes == outcome.hashes
        replay = caller.call("ExportReplay", env.ExportReplayRequest(session=played.ref)).replay
        assert caller.call("VerifyReplay", env.VerifyReplayRequest(replay=replay)).matches
        error = refusal(caller.open, **(options | {"levels": ("garrison-1",)}))
        assert (error.code, error.field) == ("INVALID_ARGUMENT", "levels")
