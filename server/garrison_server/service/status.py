"""Refusals as statuses: `google.rpc.Status` with its details, in a stream's answer or at the end of a call."""

from typing import Any, Final, NoReturn, Protocol

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import DecodeError, Message

from garrison_proto.codec import CodecError
from garrison_proto.v1 import types_pb2 as pb
from garrison_server.refusal import FieldError, RefusalError

DETAILS_KEY: Final = "grpc-status-details-bin"
DOMAIN: Final = "garrison"
LONGEST: Final = 1500  # characters of a message that travels as metadata


class AnsweredError(Exception):
    """A refusal that is packed already."""

    def __init__(self, status: pb.ErrorStatus) -> None:
        super().__init__(status.message)
        self.status = status


class Context(Protocol):
    """What this room needs of a call's context."""

    def set_trailing_metadata(self, trailing_metadata: Any) -> None: ...
    def set_code(self, code: grpc.StatusCode) -> None: ...
    def set_details(self, details: str) -> None: ...


def refusal_of(error: Exception) -> RefusalError | None:
    """The refusal that an exception stands for; None: it is no refusal but a fault of our own."""
    if isinstance(error, RefusalError):
        return error
    if isinstance(error, CodecError):
        return FieldError(error.field, error.got, error.wanted)
    if isinstance(error, DecodeError):
        return FieldError("message", "bytes that do not parse", "a message of garrison.v1")
    return None


def status_of(refusal: RefusalError, prefix: str = "", longest: int = 1 << 20) -> pb.ErrorStatus:
    """A refusal as a message; `prefix` leads the field's path, such as "step."."""
    metadata = dict(refusal.metadata)
    for key, value in (("came", refusal.came), ("wanted", refusal.wanted)):
        if value:
            metadata[key] = shortened(value, longest // 4)
    details: list[Message] = [pb.ErrorInfo(reason=refusal.reason, domain=DOMAIN, metadata=metadata)]
    message = shortened(refusal.message, longest)
    if refusal.field:
        what = f"came {refusal.came}, wanted {refusal.wanted}" if refusal.came else refusal.message
        violation = pb.BadRequest.FieldViolation(field=prefix + refusal.field, description=shortened(what, longest // 2))
        details.append(pb.BadRequest(field_violations=[violation]))
    if refusal.retry_s:
        nanos = round(refusal.retry_s * 1e9)
        details.append(pb.RetryInfo(retry_delay=Duration(seconds=nanos // 10**9, nanos=nanos % 10**9)))
    code = getattr(grpc.StatusCode, refusal.code).value[0]
    return pb.ErrorStatus(code=code, message=message, details=[_packed(detail) for detail in details])


def _packed(detail: Message) -> AnyMessage:
    """Under the name that every reader of google.rpc knows; the bytes are the same."""
    return AnyMessage(type_url=f"type.googleapis.com/google.rpc.{detail.DESCRIPTOR.name}", value=detail.SerializeToString())


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters, with a sign that some are missing."""
    return text if len(text) <= longest else text[: longest - 4] + " ..."


def set_status(context: Context, refusal: RefusalError, prefix: str = "") -> grpc.StatusCode:
    """Writes a refusal into a call's status, details included."""
    status = status_of(refusal, prefix, LONGEST)
    context.set_trailing_metadata(((DETAILS_KEY, status.SerializeToString()),))
    code: grpc.StatusCode = getattr(grpc.StatusCode, refusal.code)
    context.set_code(code)
    context.set_details(status.message)
    return code


def abort(context: grpc.ServicerContext, refusal: RefusalError, prefix: str = "") -> NoReturn:
    """Ends a call with a refusal."""
    code = set_status(context, refusal, prefix)
    context.abort(code, shortened(refusal.message, LONGEST))
    raise AssertionError("abort returned")  # it never does; said for the type checker
