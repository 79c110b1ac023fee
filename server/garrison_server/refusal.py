"""Why the server refuses: one exception per kind, each with the gRPC status, the reason and the facts it travels with.

They know nothing of gRPC: `code` is a status' name. A server in process raises the very same exceptions.
"""

from collections.abc import Mapping
from typing import ClassVar


class RefusalError(Exception):
    """A refused request. `field`, `came` and `wanted` say what was wrong in it; `metadata` holds the case's facts."""

    code: ClassVar[str] = "INVALID_ARGUMENT"
    reason: ClassVar[str] = "INVALID_FIELD"

    def __init__(
        self, message: str, *, field: str = "", came: object = "", wanted: object = "", retry_s: float = 0.0,
        metadata: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.message = message
        self.field, self.came, self.wanted, self.retry_s = field, str(came), str(wanted), retry_s
        self.metadata = {key: str(value) for key, value in (metadata or {}).items()}


class FieldError(RefusalError, ValueError):
    """A field of the request is wrong."""

    def __init__(self, field: str, came: object, wanted: object) -> None:
        super().__init__(f"{field}: came {came}, wanted {wanted}", field=field, came=came, wanted=wanted)


class LevelDocumentError(FieldError):
    """A level file that was sent along is faulty."""

    reason = "INVALID_LEVEL"


class SnapshotDamagedError(FieldError):
    """Bytes that are no snapshot."""

    reason = "INVALID_SNAPSHOT"


class ReplayError(FieldError):
    """A replay file that cannot be read, or that this server cannot play."""

    reason = "INVALID_REPLAY"


class SlotError(RefusalError, LookupError):
    """A slot that the session does not have."""

    code, reason = "NOT_FOUND", "NO_SUCH_SLOT"

    def __init__(self, field: str, slot: int, total: int) -> None:
        wanted = f"slots from 0 to {total - 1}"
        super().__init__(f"{field}: came slot {slot}, wanted {wanted}", field=field, came=slot, wanted=wanted, metadata={"slot": slot})


class LevelNameError(RefusalError, LookupError):
    """A level that the server does not have."""

    code, reason = "NOT_FOUND", "NO_SUCH_LEVEL"


class SessionUnknownError(RefusalError, LookupError):
    """No such session: never opened, closed, or past its lease."""

    code, reason = "NOT_FOUND", "NO_SUCH_SESSION"


class SessionTakenError(RefusalError):
    """The session's id is in use."""

    code, reason = "ALREADY_EXISTS", "SESSION_EXISTS"


class ForeignSessionError(RefusalError, PermissionError):
    """Somebody else's session: no or a wrong resume token."""

    code, reason = "PERMISSION_DENIED", "FOREIGN_SESSION"


class NotResetError(RefusalError):
    """A slot that plays no episode yet was to be stepped, snapshotted or forked."""

    code, reason = "FAILED_PRECONDITION", "STEP_BEFORE_RESET"


class FinishedError(RefusalError):
    """A finished episode was to be stepped in a session without autoreset."""

    code, reason = "FAILED_PRECONDITION", "EPISODE_FINISHED"


class ConversationError(RefusalError):
    """A session that cannot be talked with, or options other than those a conversation has begun with."""

    code, reason = "FAILED_PRECONDITION", "CONVERSATION"


class SnapshotVersionError(RefusalError):
    """A snapshot of another engine version."""

    code, reason = "FAILED_PRECONDITION", "SNAPSHOT_VERSION"


class SnapshotLevelError(RefusalError):
    """A snapshot, or a fork's source, of another level than the slot's."""

    code, reason = "FAILED_PRECONDITION", "SNAPSHOT_LEVEL"


class NotRecordedError(RefusalError):
    """A replay of an episode that was not recorded from its beginning."""

    code, reason = "FAILED_PRECONDITION", "NOT_RECORDED"


class StaleSeqError(RefusalError):
    """A request older than the last, whose answer is no longer kept."""

    code, reason = "ABORTED", "STALE_SEQ"


class LateActionError(RefusalError):
    """A seat's action for a round that is over."""

    code, reason = "ABORTED", "LATE_ACTION"


class PlayedBySeatsError(RefusalError):
    """A session that was opened for others to join is played by its seats, and by nobody else."""

    code, reason = "FAILED_PRECONDITION", "PLAYED_BY_SEATS"


class NotJoinableError(RefusalError):
    """A session that was not opened for others to join."""

    code, reason = "FAILED_PRECONDITION", "NOT_JOINABLE"


class TakeoverError(RefusalError):
    """A newer connection has taken the session over."""

    code, reason = "ABORTED", "TAKEN_OVER"


class CapacityError(RefusalError):
    """A limit is reached; `retry_s` says when to try again."""

    code, reason = "RESOURCE_EXHAUSTED", "LIMIT_REACHED"


class MessageSizeError(RefusalError):
    """An answer would be larger than a message may be."""

    code, reason = "RESOURCE_EXHAUSTED", "MESSAGE_TOO_LARGE"


class DrainingError(RefusalError):
    """The server is going away and takes no new sessions."""

    code, reason = "UNAVAILABLE", "DRAINING"


class SessionCrashError(RefusalError):
    """The session broke and was closed."""

    code, reason = "INTERNAL", "SESSION_CRASHED"


class TokenError(RefusalError):
    """The server's token is missing or wrong."""

    code, reason = "UNAUTHENTICATED", "TOKEN"
