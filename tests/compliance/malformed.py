"""Messages that are wrong as messages: the server answers with a status and goes on."""

import zlib

import numpy as np

from compliance.base import Compliance, refusal
from compliance.caller import DEADLINE_S, Caller, Refused, Stream, noops
from garrison_proto.codec import pack_tensor
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import play_pb2, types_pb2

RAW, ZLIB, PNG = types_pb2.CODEC_RAW, types_pb2.CODEC_ZLIB, types_pb2.CODEC_PNG
F64 = types_pb2.DATA_TYPE_FLOAT64


class TestMalformed(Compliance):
    def test_tensors_whose_bytes_do_not_fit_are_refused_with_the_field(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        for tensor, field in (
            (types_pb2.Tensor(data=b"x" * 23, dtype=F64, shape=[1, 3]), "data"),
            (types_pb2.Tensor(data=b"", dtype=F64, shape=[1, 3]), "data"),
            (types_pb2.Tensor(data=b"x" * 24, shape=[1, 3]), "dtype"),
            (types_pb2.Tensor(data=b"x" * 24, dtype=99, shape=[1, 3]), "dtype"),
            (types_pb2.Tensor(data=b"x" * 24, dtype=F64, shape=[1] * 20), "shape"),
            (types_pb2.Tensor(data=b"x" * 24, dtype=F64, shape=[2**32 - 1] * 4), "shape"),
            (types_pb2.Tensor(data=b"x" * 24, dtype=F64, shape=[1, 3], codec=PNG), "codec"),
            (types_pb2.Tensor(data=b"x" * 24, dtype=F64, shape=[1, 3], codec=77), "codec"),
            (types_pb2.Tensor(data=b"no zlib", dtype=F64, shape=[1, 3], codec=ZLIB), "data"),
            (types_pb2.Tensor(data=zlib.compress(b"x" * 10**7), dtype=F64, shape=[1, 3], codec=ZLIB), "data"),
        ):
            error = refusal(played.ask, "step", play_pb2.Step(actions=tensor))
            assert (error.code, error.field) == ("INVALID_ARGUMENT", f"step.actions.{field}")
        assert played.step(np.asarray(noops(1))).steps.tolist() == [1]

    def test_deflated_actions_are_taken(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        answer = played.ask("step", play_pb2.Step(actions=pack_tensor(noops(1), ZLIB)))
        assert played.outcome(answer).steps.tolist() == [1]

    def test_requests_without_a_body_are_refused(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        assert played.stream is not None
        played.stream.send(play_pb2.PlayRequest(seq=2))
        assert refusal(played.stream.receive).field == "request"
        assert refusal(played.ask, "step", play_pb2.Step()).field == "step.actions"
        assert refusal(caller.call, "Step", env.StepRequest(session=played.ref, seq=9)).field == "step"
        assert refusal(caller.call, "DescribeScenario", env.DescribeScenarioRequest()).field == "level"

    def test_bytes_that_do_not_parse_are_an_invalid_argument(self, caller: Caller) -> None:
        for method in ("GetInfo", "Open", "Step", "VerifyReplay"):
            call = caller.channel.unary_unary(f"/garrison.v1.Environment/{method}")
            assert status_of(lambda call=call: call(b"\xff\xff\xff\xff", timeout=DEADLINE_S)) == "INVALID_ARGUMENT"
        call = caller.channel.stream_stream("/garrison.v1.Environment/Play")
        assert status_of(lambda: list(call(iter([b"\xff\xff\xff\xff"]), timeout=DEADLINE_S))) == "INVALID_ARGUMENT"

    def test_a_message_over_the_limit_is_exhausted_and_the_server_goes_on(self, caller: Caller) -> None:
        limit = caller.call("GetInfo", env.GetInfoRequest()).limits.max_message_bytes
        assert refusal(caller.call, "VerifyReplay", env.VerifyReplayRequest(replay=b"x" * (limit + 1))).code == "RESOURCE_EXHAUSTED"
        played = caller.open()
        stream = Stream(played)
        stream.send(play_pb2.PlayRequest(seq=1, ping=play_pb2.Ping(payload=b"x" * (limit + 1))))
        assert refusal(stream.receive).code == "RESOURCE_EXHAUSTED"
        played.reset([1])
        assert played.step(seq=2).steps.tolist() == [1]

    def test_an_unknown_method_is_unimplemented(self, caller: Caller) -> None:
        call = caller.channel.unary_unary("/garrison.v1.Environment/Cheat")
        assert status_of(lambda: call(b"", timeout=DEADLINE_S)) == "UNIMPLEMENTED"


def status_of(call: object) -> str:
    """The name of the status that a raw call ends with."""
    import grpc

    try:
        call()  # type: ignore[operator]
    except grpc.RpcError as error:
        return str(error.code().name)
    except Refused as error:
        return error.code
    return "OK"
