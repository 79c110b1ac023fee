"""Playing a batch: rows, views, and that one slot's trouble stays its own."""

import numpy as np
import pytest

from compliance.base import Compliance, refusal
from compliance.caller import NOOP, Caller, noops
from garrison_proto import codec
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import play_pb2

VIEWS = ("structured", "structured_norm", "rich", "mask", "text", "brief", "leaks")


class TestBatch(Compliance):
    def test_reset_shows_a_new_episode_of_the_seed(self, caller: Caller) -> None:
        played = caller.open(slots=3)
        first = played.reset([4, 5, 4])
        assert first.was_reset.all() and not first.terminated.any() and (first.ticks == 0).all() and list(first.seeds) == [4, 5, 4]
        assert first.hashes[0] == first.hashes[2] != first.hashes[1]
        assert played.reset([4, 5, 4]).hashes.tolist() == first.hashes.tolist()

    def test_rows_follow_the_order_of_the_slots_named(self, caller: Caller) -> None:
        played = caller.open(slots=4)
        whole = played.reset([1, 2, 3, 4])
        some = played.outcome(played.ask("reset", play_pb2.Reset(slots=[3, 0], seeds=[4, 1])))
        assert some.slots.tolist() == [3, 0] and some.hashes.tolist() == [whole.hashes[3], whole.hashes[0]]
        assert np.array_equal(some.views["structured"], whole.views["structured"][[3, 0]])

    def test_step_plays_the_ticks_asked_for_and_only_in_the_slots_named(self, caller: Caller) -> None:
        played = caller.open(slots=3, ticks_per_step=5)
        played.reset([1, 2, 3])
        played.step(slots=[1])
        outcome = played.step()
        assert outcome.ticks.tolist() == [5, 10, 5] and outcome.steps.tolist() == [1, 2, 1]

    def test_every_view_has_the_shape_of_its_spec(self, caller: Caller) -> None:
        played = caller.open(slots=2, views=VIEWS)
        outcome = played.reset([1, 2])  # unpacking checks dtype and shape
        assert tuple(outcome.views) == VIEWS
        for name, spec in played.specs.items():
            view = outcome.views[name]
            if spec.kind == "text":
                assert all(0 < len(text) <= spec.max_length for text in view)
            else:
                assert view.min() >= spec.low and view.max() <= spec.high

    def test_views_are_narrowed_by_the_request(self, caller: Caller) -> None:
        played = caller.open(views=("structured", "mask"))
        for names in ((), ("mask",), ("mask", "structured")):
            body = play_pb2.Reset(seeds=[1])
            body.views.names.extend(names)
            body.views.SetInParent()
            assert set(played.outcome(played.ask("reset", body)).views) == set(names)
        body.views.names.append("text")
        error = refusal(played.ask, "reset", body)
        assert (error.code, error.field) == ("INVALID_ARGUMENT", "reset.views")

    def test_a_bad_action_is_code_15_in_its_row_and_harms_no_other(self, caller: Caller) -> None:
        played, twin = caller.open(slots=3), caller.open(slots=3)
        played.reset([1, 2, 3])
        twin.reset([1, 2, 3])
        for bad in ([np.nan, 0, 0], [0, np.inf, 0], [99, 0, 6], [0, 0, 12], [0, 0, 0.5], [0, 0, -1]):
            outcome = played.step(np.array([NOOP, bad, NOOP]))
            assert outcome.codes.tolist() == [0, 15, 0]
            assert outcome.hashes[[0, 2]].tolist() == twin.step().hashes[[0, 2]].tolist()

    def test_discrete_actions_out_of_range_are_code_15(self, caller: Caller) -> None:
        for space in ("grid:4", "sites"):
            played = caller.open(slots=3, action_space=space)
            played.reset([1, 2, 3])
            n = played.opened.action.n
            assert played.step(np.array([0, n, -1])).codes[1:].tolist() == [15, 15]

    def test_a_wrong_action_tensor_is_refused_before_anything_is_stepped(self, caller: Caller) -> None:
        played = caller.open(slots=2)
        played.reset([1, 2])
        for actions, field in (
            (noops(2).astype(np.float32), "step.actions.dtype"),
            (np.zeros((2, 3), np.int64), "step.actions.dtype"),
            (noops(3), "step.actions.shape"),
            (noops(2)[:, :2], "step.actions.shape"),
            (noops(2).reshape(3, 2), "step.actions.shape"),
        ):
            error = refusal(played.step, actions)
            assert (error.code, error.field) == ("INVALID_ARGUMENT", field)
            assert error.metadata["came"] and error.metadata["wanted"]
        assert played.step().steps.tolist() == [1, 1]

    def test_an_unknown_slot_is_not_found_and_a_slot_named_twice_refused(self, caller: Caller) -> None:
        played = caller.open(slots=2)
        played.reset([1, 2])
        assert refusal(played.step, slots=[0, 2]).code == "NOT_FOUND"
        assert refusal(played.step, slots=[2**32 - 1]).code == "NOT_FOUND"
        assert refusal(played.step, slots=[1, 1]).code == "INVALID_ARGUMENT"
        assert played.step().steps.tolist() == [1, 1]

    def test_step_before_reset_is_a_failed_precondition(self, caller: Caller) -> None:
        played = caller.open(slots=2)
        played.reset([1], slots=[0])
        error = refusal(played.step)
        assert (error.code, error.reason) == ("FAILED_PRECONDITION", "STEP_BEFORE_RESET")
        assert played.step(slots=[0]).steps.tolist() == [1]

    def test_the_step_penalty_is_part_of_the_reward_and_not_of_the_score(self, caller: Caller) -> None:
        played = caller.open(step_penalty=True)
        played.reset([1])
        outcome = played.step()
        assert outcome.rewards[0] == pytest.approx(-0.0005) and outcome.scores[0] == 0

    def test_tensors_are_deflated_where_the_client_asks_for_it(self, caller: Caller) -> None:
        plain, packed = caller.open(slots=8), caller.open(slots=8, codec="zlib")
        outcomes = [played.ask("reset", play_pb2.Reset(seeds=range(8))) for played in (plain, packed)]
        assert outcomes[1].ByteSize() < outcomes[0].ByteSize() / 2
        views = [played.outcome(outcome).views["structured"] for played, outcome in zip((plain, packed), outcomes, strict=True)]
        assert np.array_equal(*views)

    def test_the_unary_calls_do_the_same_as_the_stream(self, caller: Caller) -> None:
        played, twin = caller.open(slots=2), caller.open(slots=2)
        unary = caller.call("Reset", env.ResetRequest(session=twin.ref, seq=1, reset=play_pb2.Reset(seeds=[1, 2])))
        assert unary.seq == 1 and unary.outcome == played.ask("reset", play_pb2.Reset(seeds=[1, 2])).outcome
        body = play_pb2.Step(actions=codec.pack_tensor(noops(2)))
        assert caller.call("Step", env.StepRequest(session=twin.ref, seq=2, step=body)).outcome == played.ask("step", body).outcome
        blobs = caller.call("Snapshot", env.SnapshotRequest(session=twin.ref, seq=3, snapshot=play_pb2.Snapshot())).snapshots.snapshots
        assert list(blobs) == played.snapshot()
        restore = play_pb2.Restore(slots=[1], snapshots=[blobs[1]])
        again = caller.call("Restore", env.RestoreRequest(session=twin.ref, seq=4, restore=restore)).outcome
        assert again == played.ask("restore", restore).outcome
        forked = caller.call("Fork", env.ForkRequest(session=twin.ref, seq=5, fork=play_pb2.Fork(source=0, targets=[1]))).outcome
        assert forked == played.ask("fork", play_pb2.Fork(source=0, targets=[1])).outcome
