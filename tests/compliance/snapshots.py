"""Snapshot, restore and fork, and the replays that come of recordings."""

import json

import pytest

from compliance.base import Compliance, refusal
from compliance.caller import Caller
from garrison_proto.v1 import environment_pb2 as env


class TestSnapshots(Compliance):
    def test_a_restored_episode_goes_on_bit_for_bit_in_another_session(self, caller: Caller) -> None:
        played, other = caller.open(slots=2), caller.open(slots=1, ticks_per_step=16)
        played.reset([1, 2])
        for _ in range(5):
            played.step()
        blob = played.snapshot([1])
        restored = other.restore(blob)
        assert restored.seeds.tolist() == [2] and restored.steps.tolist() == [5]
        for _ in range(5):
            assert played.step().hashes[1] == other.step().hashes[0]

    def test_a_snapshot_changes_nothing(self, caller: Caller) -> None:
        played = caller.open()
        before = played.reset([1])
        assert played.snapshot() == played.snapshot()
        assert played.restore(played.snapshot()).hashes.tolist() == before.hashes.tolist()

    def test_a_damaged_snapshot_is_refused_and_nothing_restored(self, caller: Caller) -> None:
        played = caller.open(slots=2)
        played.reset([1, 2])
        good = played.snapshot()
        before = played.step().hashes.tolist()
        cut, longer = good[1][:-1], good[1] + b"x"
        flipped, headless = good[1][:500] + b"\xff\xff" + good[1][502:], good[1][:9] + b"x" + good[1][10:]
        for spoilt in (b"", b"x" * 100, cut, longer, flipped, headless):
            error = refusal(played.restore, [good[0], spoilt])
            assert error.code == "INVALID_ARGUMENT" and error.field == "restore.snapshots[1]"
        assert [played.restore([blob], slots=[i]).hashes[0] for i, blob in enumerate(played.snapshot())] == before

    def test_a_snapshot_of_another_engine_version_is_a_failed_precondition(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        blob = played.snapshot()[0]
        at = blob.index(b"GARRISON") + 8
        error = refusal(played.restore, [blob[:at] + b"0.9".ljust(8, b"\0") + blob[at + 8 :]])
        assert (error.code, error.reason) == ("FAILED_PRECONDITION", "SNAPSHOT_VERSION")

    def test_a_snapshot_of_another_level_is_a_failed_precondition(self, caller: Caller) -> None:
        played = caller.open(slots=2, levels=("garrison-1", "garrison-2"))
        played.reset([1, 2])
        assert refusal(played.restore, played.snapshot([0]), slots=[1]).code == "FAILED_PRECONDITION"

    def test_a_snapshot_before_reset_is_a_failed_precondition(self, caller: Caller) -> None:
        assert refusal(caller.open().snapshot).code == "FAILED_PRECONDITION"

    def test_fork_copies_one_slot_into_many(self, caller: Caller) -> None:
        played = caller.open(slots=4)
        played.reset([1], slots=[2])
        played.step(slots=[2])
        forked = played.fork(2, [0, 3])
        assert len(set(forked.hashes.tolist())) == 1
        after = played.step(slots=[0, 2, 3])
        assert len(set(after.hashes.tolist())) == 1 and after.steps.tolist() == [2, 2, 2]

    def test_fork_refuses_itself_other_levels_and_unplayed_sources(self, caller: Caller) -> None:
        played = caller.open(slots=3, levels=("garrison-1", "garrison-2"))
        assert refusal(played.fork, 0, [2]).code == "FAILED_PRECONDITION"
        played.reset([1, 2, 3])
        assert refusal(played.fork, 0, [0]).code == "INVALID_ARGUMENT"
        assert refusal(played.fork, 0, []).code == "INVALID_ARGUMENT"
        assert refusal(played.fork, 0, [1]).code == "FAILED_PRECONDITION"
        assert refusal(played.fork, 9, [1]).code == "NOT_FOUND"


class TestReplays(Compliance):
    def export(self, caller: Caller, ref: object, slot: int = 0) -> bytes:
        return bytes(caller.call("ExportReplay", env.ExportReplayRequest(session=ref, slot=slot)).replay)

    def test_an_exported_replay_is_verified_hash_for_hash(self, caller: Caller) -> None:
        played = caller.open(record=True, max_ticks=200)
        hashes = [played.reset([9]).hashes[0]]
        while not (outcome := played.step()).truncated[0]:
            hashes.append(outcome.hashes[0])
        replay = self.export(caller, played.ref)
        document = json.loads(replay)
        told = [document["start_hash"], *(step[3] for step in document["steps"])]
        assert told == [f"{digest:016x}" for digest in [*hashes, outcome.hashes[0]]]
        verdict = caller.call("VerifyReplay", env.VerifyReplayRequest(replay=replay))
        assert verdict.matches and verdict.steps == len(hashes) and verdict.status == 3

    def test_the_first_step_that_differs_is_named(self, caller: Caller) -> None:
        played = caller.open(record=True)
        played.reset([9])
        for _ in range(6):
            played.step()
        document = json.loads(self.export(caller, played.ref))
        document["steps"][3][:3] = [0.0, 0.0, 9.0]
        verdict = caller.call("VerifyReplay", env.VerifyReplayRequest(replay=json.dumps(document).encode()))
        assert not verdict.matches and verdict.first_difference == 4 and "step 4" in verdict.explanation

    def test_a_replay_of_a_finished_episode_can_be_had_after_a_same_step_reset(self, caller: Caller) -> None:
        played = caller.open(record=True, max_ticks=48, autoreset="same_step")
        played.reset([9])
        while not played.step().truncated[0]:
            pass
        assert json.loads(self.export(caller, played.ref))["result"] == {"steps": 3, "ticks": 48, "score": 0.0, "status": "cut"}

    def test_without_record_there_is_none(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        error = refusal(self.export, caller, played.ref)
        assert (error.code, error.reason) == ("FAILED_PRECONDITION", "NOT_RECORDED")

    @pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"format": NaN}', b"[" * 100000])
    def test_what_is_no_replay_is_refused(self, caller: Caller, data: bytes) -> None:
        assert refusal(caller.call, "VerifyReplay", env.VerifyReplayRequest(replay=data)).code == "INVALID_ARGUMENT"
