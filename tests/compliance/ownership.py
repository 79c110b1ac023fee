"""Whose session it is: tokens, takeover, leases."""

import time
import uuid

from compliance.base import Compliance, refusal
from compliance.caller import Caller, Stream
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import play_pb2, types_pb2


def forged(ref: types_pb2.SessionRef, token: str = "") -> types_pb2.SessionRef:
    return types_pb2.SessionRef(id=ref.id, token=token)


class TestOwnership(Compliance):
    def test_without_the_token_nothing_can_be_done(self, caller: Caller) -> None:
        played = caller.open(record=True)
        played.reset([1])
        for ref in (forged(played.ref), forged(played.ref, "guess"), forged(played.ref, "ключ")):
            for method, request in (
                ("Reset", env.ResetRequest(session=ref, seq=9, reset=play_pb2.Reset(seeds=[3]))),
                ("KeepAlive", env.KeepAliveRequest(session=ref)),
                ("Close", env.CloseRequest(session=ref)),
                ("Attach", env.AttachRequest(session=ref)),
                ("ExportReplay", env.ExportReplayRequest(session=ref)),
            ):
                assert refusal(caller.call, method, request).code == "PERMISSION_DENIED"
            stream = Stream(played, ref)
            stream.send(play_pb2.PlayRequest(seq=9, ping=play_pb2.Ping()))
            assert refusal(stream.receive).code == "PERMISSION_DENIED"
        assert played.step().steps.tolist() == [1]

    def test_an_unknown_session_is_not_found(self, caller: Caller) -> None:
        ref = types_pb2.SessionRef(id=str(uuid.uuid4()), token="x")
        assert refusal(caller.call, "KeepAlive", env.KeepAliveRequest(session=ref)).code == "NOT_FOUND"
        stream = Stream(caller.open(), ref)
        stream.send(play_pb2.PlayRequest(seq=1, ping=play_pb2.Ping()))
        error = refusal(stream.receive)
        assert (error.code, error.reason) == ("NOT_FOUND", "NO_SUCH_SESSION")

    def test_a_stream_must_name_its_session_first_and_only_that_one(self, caller: Caller) -> None:
        played, other = caller.open(), caller.open()
        stream = Stream(played)
        stream._ref = None
        stream.send(play_pb2.PlayRequest(seq=1, ping=play_pb2.Ping()))
        assert refusal(stream.receive).field == "session"
        played.reset([1])
        assert played.stream is not None
        played.stream.send(play_pb2.PlayRequest(seq=2, session=other.ref, ping=play_pb2.Ping()))
        assert refusal(played.stream.receive).code == "INVALID_ARGUMENT"
        assert played.step(seq=3).steps.tolist() == [1]

    def test_a_new_stream_takes_over_and_the_old_one_is_told(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        old = played.stream
        assert old is not None
        new = Stream(played)
        new.send(played.request("step", played.step_body()))
        assert played.outcome(new.receive()).steps.tolist() == [1]
        error = refusal(old.receive)  # although it asked nothing more
        assert (error.code, error.reason) == ("ABORTED", "TAKEN_OVER")

    def test_attach_says_what_open_said_and_the_last_seq_and_ends_the_old_stream(self, caller: Caller) -> None:
        played = caller.open(slots=2, views=("structured", "text"))
        played.reset([1, 2])
        played.step()
        attached = caller.call("Attach", env.AttachRequest(session=played.ref))
        assert attached.opened == played.opened and attached.last_seq == 2
        assert played.stream is not None
        assert refusal(played.stream.receive).reason == "TAKEN_OVER"
        played.stream = None
        assert played.step().steps.tolist() == [2, 2]

    def test_the_end_of_a_stream_is_not_the_end_of_the_session(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        assert played.stream is not None
        played.stream.finish()
        assert list(played.stream.call) == []
        played.stream = None
        assert played.step().steps.tolist() == [1]

    def test_closing_ends_the_stream(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        played.close()
        assert played.stream is not None
        assert refusal(played.stream.receive).code == "NOT_FOUND"

    def test_an_unused_session_is_closed_after_its_lease(self, caller: Caller) -> None:
        played = caller.open(lease_s=0.3)
        played.reset([1])
        time.sleep(1.5)
        assert played.stream is not None
        assert refusal(played.stream.receive).reason == "NO_SUCH_SESSION"
        assert refusal(caller.call, "KeepAlive", env.KeepAliveRequest(session=played.ref)).code == "NOT_FOUND"

    def test_keeping_alive_renews_the_lease(self, caller: Caller) -> None:
        played = caller.open(lease_s=1.0)
        played.reset([1])
        for _ in range(6):
            time.sleep(0.3)
            assert 0 < caller.call("KeepAlive", env.KeepAliveRequest(session=played.ref)).lease_s <= 1.0
        assert played.step().steps.tolist() == [1]
