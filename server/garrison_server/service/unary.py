"""The calls that are answered once: what the server is, sessions, the twins of Play, and replays."""

from collections.abc import Callable
from typing import Any, Final

import grpc
from google.protobuf.message import Message

from garrison_levels.level import benchmark_levels
from garrison_proto import specs
from garrison_proto.replay_file import pack_replay
from garrison_proto.v1 import environment_pb2 as pb
from garrison_proto.v1 import play_pb2, seats_pb2
from garrison_server.card import server_info
from garrison_server.description import describe
from garrison_server.leases import MAX_IN_FLIGHT
from garrison_server.refusal import FieldError, SessionUnknownError
from garrison_server.registry import Registry
from garrison_server.replay import read_replay, replay_of, verify
from garrison_server.scenario import MODES, named_scenario
from garrison_server.service.bodies import answer
from garrison_server.service.join import list_seats
from garrison_server.service.status import DETAILS_KEY, LONGEST, AnsweredError, abort, refusal_of, shortened

Method = Callable[[Registry, Any], Message]
TWINS: Final = ("reset", "step", "snapshot", "restore", "fork", "render")  # unary calls with the bodies of Play


def get_info(registry: Registry, request: pb.GetInfoRequest) -> pb.GetInfoResponse:
    return specs.pack_info(server_info(registry.limits), registry.limits.max_sessions, MAX_IN_FLIGHT)


def list_scenarios(registry: Registry, request: pb.ListScenariosRequest) -> pb.ListScenariosResponse:
    levels = [specs.pack_level(named_scenario(name).info) for name in benchmark_levels()]
    scenarios = [pb.Scenario(level=level, modes=MODES) for level in levels]
    scenarios.append(pb.Scenario(level=specs.pack_level(describe("", "commons").level), modes=["commons"]))
    return pb.ListScenariosResponse(scenarios=scenarios)


def describe_scenario(registry: Registry, request: pb.DescribeScenarioRequest) -> pb.DescribeScenarioResponse:
    which = request.WhichOneof("level")
    if which is None and request.mode != "commons":
        raise FieldError("level", "nothing", "level_name or level_document")
    document = request.level_document if which == "level_document" else None
    return specs.pack_description(describe(request.level_name, request.mode or MODES[0], document))


def open_session(registry: Registry, request: pb.OpenRequest) -> pb.OpenResponse:
    return specs.pack_opened(registry.open(specs.unpack_open(request)).opened)


def attach(registry: Registry, request: pb.AttachRequest) -> pb.AttachResponse:
    lease = registry.find(request.session.id, request.session.token)
    lease.evict()
    lease.renew()
    return pb.AttachResponse(opened=specs.pack_opened(lease.opened), last_seq=lease.last_seq)


def keep_alive(registry: Registry, request: pb.KeepAliveRequest) -> pb.KeepAliveResponse:
    lease = registry.find(request.session.id, request.session.token)
    lease.renew()
    return pb.KeepAliveResponse(lease_s=lease.left_s())


def close(registry: Registry, request: pb.CloseRequest) -> pb.CloseResponse:
    try:
        lease = registry.find(request.session.id, request.session.token)
    except SessionUnknownError:
        return pb.CloseResponse(was_open=False)
    registry.close(lease)
    return pb.CloseResponse(was_open=True)


def export_replay(registry: Registry, request: pb.ExportReplayRequest) -> pb.ExportReplayResponse:
    lease = registry.find(request.session.id, request.session.token)
    lease.renew()
    return pb.ExportReplayResponse(replay=lease.peek(lambda session: pack_replay(replay_of(session, request.slot))))


def verify_replay(registry: Registry, request: pb.VerifyReplayRequest) -> pb.VerifyReplayResponse:
    verdict = verify(read_replay(request.replay))
    return pb.VerifyReplayResponse(
        matches=verdict.matches, steps=verdict.steps, first_difference=verdict.first_difference, expected_hash=verdict.expected_hash,
        actual_hash=verdict.actual_hash, explanation=verdict.explanation, score=verdict.score, status=verdict.status,
    )  # fmt: skip


def _twin(kind: str, response_type: Any) -> Method:
    """A unary call that carries one body of Play."""

    def method(registry: Registry, request: Any) -> Message:
        lease = registry.find(request.session.id, request.session.token)
        if not request.HasField(kind):
            raise FieldError(kind, "nothing", f"what to {kind}")
        answered = play_pb2.PlayResponse.FromString(answer(registry, lease, request.seq, 0, kind, getattr(request, kind)))
        which = answered.WhichOneof("response")
        if which == "error":
            raise AnsweredError(answered.error)
        response: Message = response_type(seq=answered.seq, **{which: getattr(answered, which)})
        return response

    return method


METHODS: Final[dict[str, tuple[Any, Method]]] = {
    "GetInfo": (pb.GetInfoRequest, get_info),
    "ListScenarios": (pb.ListScenariosRequest, list_scenarios),
    "DescribeScenario": (pb.DescribeScenarioRequest, describe_scenario),
    "Open": (pb.OpenRequest, open_session),
    "Attach": (pb.AttachRequest, attach),
    "Seats": (seats_pb2.SeatsRequest, list_seats),
    "KeepAlive": (pb.KeepAliveRequest, keep_alive),
    "Close": (pb.CloseRequest, close),
    "ExportReplay": (pb.ExportReplayRequest, export_replay),
    "VerifyReplay": (pb.VerifyReplayRequest, verify_replay),
} | {
    kind.capitalize(): (getattr(pb, f"{kind.capitalize()}Request"), _twin(kind, getattr(pb, f"{kind.capitalize()}Response")))
    for kind in TWINS
}  # fmt: skip


def behaviour(registry: Registry, request_type: Any, method: Method) -> Callable[[bytes, grpc.ServicerContext], bytes]:
    """A gRPC behaviour over bytes: parses, calls, packs; refusals become statuses."""

    def call(data: bytes, context: grpc.ServicerContext) -> bytes:
        try:
            return bytes(method(registry, request_type.FromString(data)).SerializeToString())
        except AnsweredError as error:
            context.set_trailing_metadata(((DETAILS_KEY, error.status.SerializeToString()),))
            code = next(code for code in grpc.StatusCode if code.value[0] == error.status.code)
            context.abort(code, shortened(error.status.message, LONGEST))
        except Exception as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            abort(context, refusal)
        raise AssertionError("abort returned")  # it never does; said for the type checker

    return call
