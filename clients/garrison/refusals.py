"""From a server's refusal to the client's exception: gRPC statuses, error messages in a stream, exceptions in process."""

from collections.abc import Mapping
from typing import Any

import grpc
from google.protobuf.message import DecodeError

from garrison import errors
from garrison.errors import GarrisonError, ServerError
from garrison_proto.v1 import types_pb2

DETAILS_KEY = "grpc-status-details-bin"

BY_STATUS: dict[str, type[ServerError]] = {
    "INVALID_ARGUMENT": errors.InvalidArgumentError,
    "OUT_OF_RANGE": errors.InvalidArgumentError,
    "NOT_FOUND": errors.NotFoundError,
    "ALREADY_EXISTS": errors.SessionExistsError,
    "FAILED_PRECONDITION": errors.PreconditionError,
    "RESOURCE_EXHAUSTED": errors.ExhaustedError,
    "ABORTED": errors.AbortedError,
    "UNAUTHENTICATED": errors.UnauthenticatedError,
    "PERMISSION_DENIED": errors.ForeignSessionError,
    "UNAVAILABLE": errors.UnavailableError,
    "DEADLINE_EXCEEDED": errors.DeadlineError,
    "UNIMPLEMENTED": errors.NotServedError,
    "INTERNAL": errors.SessionCrashedError,
}
BY_REASON: dict[str, type[ServerError]] = {
    "INVALID_LEVEL": errors.LevelFaultError,
    "INVALID_SNAPSHOT": errors.SnapshotDamagedError,
    "INVALID_REPLAY": errors.ReplayFaultError,
    "NO_SUCH_SLOT": errors.SlotNotFoundError,
    "NO_SUCH_LEVEL": errors.LevelNotFoundError,
    "NO_SUCH_SESSION": errors.SessionNotFoundError,
    "STEP_BEFORE_RESET": errors.StepBeforeResetError,
    "EPISODE_FINISHED": errors.EpisodeFinishedError,
    "SNAPSHOT_VERSION": errors.SnapshotVersionError,
    "SNAPSHOT_LEVEL": errors.SnapshotLevelError,
    "NOT_RECORDED": errors.NotRecordedError,
    "PLAYED_BY_SEATS": errors.PlayedBySeatsError,
    "NOT_JOINABLE": errors.NotJoinableError,
    "LATE_ACTION": errors.LateActionError,
    "STALE_SEQ": errors.StaleSeqError,
    "TAKEN_OVER": errors.TakenOverError,
    "MESSAGE_TOO_LARGE": errors.MessageTooLargeError,
    "DRAINING": errors.DrainingError,
}
STATUS_NAMES = {code.value[0]: code.name for code in grpc.StatusCode}


def error_class(status: str, reason: str) -> type[ServerError]:
    """The exception for a status and reason; the reason, being narrower, decides where it is known."""
    return BY_REASON.get(reason) or BY_STATUS.get(status, ServerError)


def from_status(status: types_pb2.ErrorStatus) -> ServerError:
    """The exception that a google.rpc.Status stands for."""
    reason, facts, field, description, retry_s = "", {}, "", "", 0.0
    for packed in status.details:
        kind = packed.type_url.rpartition("/")[2]
        if kind == "google.rpc.ErrorInfo":
            info = types_pb2.ErrorInfo.FromString(packed.value)
            reason, facts = info.reason, dict(info.metadata)
        elif kind == "google.rpc.BadRequest":
            for violation in types_pb2.BadRequest.FromString(packed.value).field_violations:
                field, description = field or violation.field, description or violation.description
        elif kind == "google.rpc.RetryInfo":
            delay = types_pb2.RetryInfo.FromString(packed.value).retry_delay
            retry_s = delay.seconds + delay.nanos * 1e-9
    return _build(STATUS_NAMES.get(status.code, "UNKNOWN"), reason, status.message, field, facts, retry_s)


def from_call(error: grpc.RpcError) -> ServerError:
    """The exception for a call that ended with an error; gRPC's own words where the server had none."""
    details = _status_of(error)
    if details is not None:
        return from_status(details)
    status, words = error.code().name, str(error.details() or "")
    if status == "RESOURCE_EXHAUSTED" and "message larger than max" in words:
        return errors.MessageTooLargeError(words, status=status)
    return _build(status, "", words or f"the call ended with {status}", "", {}, 0.0)


def is_lost(error: grpc.RpcError) -> bool:
    """Whether the way to the server broke, rather than the server refusing."""
    if _status_of(error) is not None:
        return False
    code, words = error.code(), str(error.details() or "")
    broken = code in (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN) and ("RST_STREAM" in words or "Stream removed" in words)
    return broken or code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)


def from_exception(error: Exception) -> GarrisonError | None:
    """The exception for one that a server in process raised; None if it does not name a status.

    A server's exception names it in `code` (a gRPC status name, or anything with such a `name`); `reason`, `field`,
    `came`, `wanted`, `retry_s` and `details` are taken where they are there.
    """
    code = getattr(error, "code", None)
    status = code if isinstance(code, str) else getattr(code, "name", "")
    if isinstance(error, GarrisonError) or status not in {known.name for known in grpc.StatusCode}:
        return None
    facts = {key: str(value) for key, value in (getattr(error, "metadata", None) or {}).items()}
    for key in ("came", "wanted"):
        if getattr(error, key, None):
            facts.setdefault(key, str(getattr(error, key)))
    retry_s = float(getattr(error, "retry_s", 0.0) or 0.0)
    message = str(getattr(error, "message", None) or error)
    return _build(status, str(getattr(error, "reason", "") or ""), message, str(getattr(error, "field", "") or ""), facts, retry_s)


def _build(status: str, reason: str, message: str, field: str, facts: Mapping[str, str], retry_s: float) -> ServerError:
    kind = error_class(status, reason)
    came, wanted = facts.get("came", ""), facts.get("wanted", "")
    return kind(message, status=status, reason=reason, field=field, came=came, wanted=wanted, retry_s=retry_s, details=facts)


def _status_of(error: grpc.RpcError) -> types_pb2.ErrorStatus | None:
    metadata: Any = error.trailing_metadata() or ()
    for key, value in metadata:
        if key == DETAILS_KEY and isinstance(value, bytes):
            try:
                status: types_pb2.ErrorStatus = types_pb2.ErrorStatus.FromString(value)
            except DecodeError:
                return None
            return status
    return None
