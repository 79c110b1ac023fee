"""From statuses to exceptions."""

import pickle

import pytest
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration

from garrison import errors
from garrison.refusals import error_class, from_exception, from_status
from garrison_proto.v1 import types_pb2


def packed(name: str, message: object) -> Any:
    return Any(type_url=f"type.googleapis.com/google.rpc.{name}", value=message.SerializeToString())  # type: ignore[attr-defined]


def test_status_with_all_details_becomes_one_named_exception() -> None:
    violation = types_pb2.BadRequest.FieldViolation(field="slots", description="came 0, wanted 1 to 1024")
    details = [
        packed("ErrorInfo", types_pb2.ErrorInfo(reason="NO_SUCH_SLOT", domain="garrison", metadata={"came": "0", "wanted": "1 to 1024"})),
        packed("BadRequest", types_pb2.BadRequest(field_violations=[violation])),
        packed("RetryInfo", types_pb2.RetryInfo(retry_delay=Duration(seconds=1, nanos=500_000_000))),
        Any(type_url="type.googleapis.com/google.rpc.Unheard", value=b"\xff"),
    ]
    error = from_status(types_pb2.ErrorStatus(code=5, message="no such slot", details=details))
    assert type(error) is errors.SlotNotFoundError
    assert str(error) == "no such slot"
    assert (error.status, error.reason, error.field, error.came, error.wanted) == ("NOT_FOUND", "NO_SUCH_SLOT", "slots", "0", "1 to 1024")
    assert error.retry_s == 1.5


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        ("INVALID_ARGUMENT", "", errors.InvalidArgumentError),
        ("NOT_FOUND", "HEARD_OF_TOMORROW", errors.NotFoundError),
        ("NOT_FOUND", "NO_SUCH_LEVEL", errors.LevelNotFoundError),
        ("ABORTED", "STALE_SEQ", errors.StaleSeqError),
        ("UNAVAILABLE", "DRAINING", errors.DrainingError),
        ("DATA_LOSS", "", errors.ServerError),
    ],
)
def test_error_class_prefers_the_reason(status: str, reason: str, kind: type[Exception]) -> None:
    assert error_class(status, reason) is kind


def test_exception_in_process_is_translated_by_its_code() -> None:
    class Refusal(Exception):
        code, reason = "FAILED_PRECONDITION", "STEP_BEFORE_RESET"
        field, came, wanted = "slots", "0", "a slot that was reset"

    error = from_exception(Refusal("reset it first"))
    assert type(error) is errors.StepBeforeResetError
    assert (str(error), error.field, error.wanted) == ("reset it first", "slots", "a slot that was reset")


def test_other_exceptions_are_left_alone() -> None:
    assert from_exception(ValueError("x")) is None
    assert from_exception(SystemError(5)) is None


def test_every_exception_survives_pickling_with_its_details() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.GarrisonError)]
    assert len(kinds) > 25
    own: dict[type[errors.GarrisonError], tuple[object, ...]] = {
        errors.OptionError: ("a", "b", "c"),
        errors.ReplayDiffersError: (3, 17, 18),
    }
    for kind in kinds:
        error = kind(*own[kind]) if kind in own else kind("words", field="a", came="b", retry_s=2.0, details={"x": "y"})
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is kind and str(again) == str(error) and vars(again) == vars(error)
