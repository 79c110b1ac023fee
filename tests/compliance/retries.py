"""Seq: retries never step twice."""

from compliance.base import Compliance, refusal
from compliance.caller import Caller, Stream
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import play_pb2


class TestRetries(Compliance):
    def test_a_repeated_seq_gets_the_same_answer_and_steps_nothing(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        first = played.ask("step", played.step_body())
        assert played.ask("step", played.step_body(), seq=first.seq) == first
        assert played.step().steps.tolist() == [2]

    def test_an_older_seq_is_aborted_and_the_stream_goes_on(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        played.step()
        error = refusal(played.ask, "step", played.step_body(), seq=1)
        assert (error.code, error.reason) == ("ABORTED", "STALE_SEQ")
        assert played.step().steps.tolist() == [2]

    def test_seqs_may_leave_gaps_but_zero_is_none(self, caller: Caller) -> None:
        played = caller.open()
        assert played.ask("reset", play_pb2.Reset(seeds=[1]), seq=1000).seq == 1000
        request = play_pb2.PlayRequest(seq=0, ping=play_pb2.Ping())
        assert played.stream is not None
        played.stream.send(request)
        assert refusal(played.stream.receive).field == "seq"

    def test_a_refused_request_is_answered_with_the_same_refusal_again(self, caller: Caller) -> None:
        played = caller.open()
        for _ in range(2):
            assert refusal(played.ask, "step", played.step_body(), seq=7).reason == "STEP_BEFORE_RESET"

    def test_pipelined_requests_are_answered_in_order(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        stream = played.stream
        assert stream is not None
        for i in range(8):
            stream.send(played.request("step", played.step_body(), in_flight=i))
        answers = [stream.receive() for _ in range(8)]
        assert [answer.seq for answer in answers] == list(range(2, 10))
        assert [played.outcome(answer).steps[0] for answer in answers] == list(range(1, 9))

    def test_all_answers_that_were_in_flight_can_be_had_again_on_a_new_stream(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        assert played.stream is not None
        requests = [played.request("step", played.step_body(), in_flight=i) for i in range(3)]
        for request in requests:
            played.stream.send(request)
        lost = [played.stream.receive() for _ in range(3)]
        played.stream.call.cancel()
        again = Stream(played)
        for request in requests:
            again.send(request)
        assert [again.receive() for _ in range(3)] == lost
        again.send(played.request("step", played.step_body()))
        assert played.outcome(again.receive()).steps.tolist() == [4]

    def test_a_unary_retry_gets_the_same_answer(self, caller: Caller) -> None:
        played = caller.open()
        request = env.ResetRequest(session=played.ref, seq=1, reset=play_pb2.Reset(seeds=[3]))
        assert caller.call("Reset", request) == caller.call("Reset", request)
        other = env.StepRequest(session=played.ref, seq=1, step=played.step_body())
        assert refusal(caller.call, "Step", other).code == "INVALID_ARGUMENT"

    def test_ping_echoes_its_payload(self, caller: Caller) -> None:
        assert caller.open().ask("ping", play_pb2.Ping(payload=b"hello")).pong.payload == b"hello"
