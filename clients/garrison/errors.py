"""The client's exceptions: one per thing that can go wrong, with the server's own words and its details as attributes.

The server names each refusal with a gRPC status and a reason; `error_class` picks the exception by the reason where one
is known, else by the status. A server in process raises exceptions with the same two names, so that a program need not
know where its server is.
"""

from collections.abc import Mapping


class GarrisonError(Exception):
    """The root. Every attribute but the message may be empty.

    status: gRPC status name ("INVALID_ARGUMENT"); reason: the server's name for the case ("STEP_BEFORE_RESET");
    field, came, wanted: what was wrong in the request; retry_s: seconds after which another try makes sense, 0 if
    unknown; details: all the server's details by name.
    """

    default_status = ""

    def __init__(
        self,
        message: str,
        *,
        status: str = "",
        reason: str = "",
        field: str = "",
        came: str = "",
        wanted: str = "",
        retry_s: float = 0.0,
        details: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status or self.default_status
        self.reason = reason
        self.field = field
        self.came = came
        self.wanted = wanted
        self.retry_s = retry_s
        self.details: dict[str, str] = dict(details or {})

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, {key: value for key, value in self.__dict__.items() if key != "message"})


def _rebuild(kind: type[GarrisonError], message: str, attributes: dict[str, object]) -> GarrisonError:
    """Keeps the attributes when an exception crosses a process border (multiprocessing pickles it)."""
    error = kind.__new__(kind, message)
    error.args = (message,)
    error.message = message
    error.__dict__.update(attributes)
    return error


class ServerError(GarrisonError):
    """The server refused or failed."""


class InvalidArgumentError(ServerError, ValueError):
    """A field of the request is wrong: see `field`, `came`, `wanted`. Nothing was changed."""

    default_status = "INVALID_ARGUMENT"


class LevelFaultError(InvalidArgumentError):
    """A level document that was sent along is faulty."""


class ReplayFaultError(InvalidArgumentError):
    """A replay file that cannot be read, or that this server cannot play."""


class NotFoundError(ServerError, LookupError):
    """The server does not have what was named."""

    default_status = "NOT_FOUND"


class SessionNotFoundError(NotFoundError):
    """No such session: it was closed, or its lease ran out."""


class SlotNotFoundError(NotFoundError):
    """The session has no slot of that number."""


class LevelNotFoundError(NotFoundError):
    """The server has no level of that name."""


class SessionExistsError(ServerError):
    """A living session has the id already."""

    default_status = "ALREADY_EXISTS"


class PreconditionError(ServerError):
    """The request is sound but not in this state."""

    default_status = "FAILED_PRECONDITION"


class StepBeforeResetError(PreconditionError):
    """A slot was stepped that plays no episode: reset it first."""


class EpisodeFinishedError(PreconditionError):
    """A finished episode was stepped in a session without autoreset: reset the slot first."""


class SnapshotError(ServerError):
    """A snapshot cannot be restored."""


class SnapshotDamagedError(SnapshotError, InvalidArgumentError):
    """The bytes are no snapshot."""


class SnapshotVersionError(SnapshotError, PreconditionError):
    """The snapshot is of another engine version."""


class SnapshotLevelError(SnapshotError, PreconditionError):
    """The snapshot, or the source of a fork, is of another level than the slot's."""


class NotRecordedError(PreconditionError):
    """A replay was asked of an episode that was not recorded from its beginning: open with record=True."""


class PlayedBySeatsError(PreconditionError):
    """A session that was opened joinable is played by its seats alone: join them."""


class NotJoinableError(PreconditionError):
    """A session that was not opened joinable has no seats to take."""


class ExhaustedError(ServerError):
    """The server has no room left now; `retry_s` says when to try again."""

    default_status = "RESOURCE_EXHAUSTED"


class MessageTooLargeError(ExhaustedError):
    """A message is larger than the server or the client takes."""


class AbortedError(ServerError):
    """The session went on without this caller."""

    default_status = "ABORTED"


class StaleSeqError(AbortedError):
    """A request with an older seq than the server's last: somebody else has used the session meanwhile."""


class TakenOverError(AbortedError):
    """A newer connection has taken the session over."""


class LateActionError(AbortedError):
    """A seat acted in a round that was over: it played a no-op there. Observe, and act again."""


class UnauthenticatedError(ServerError):
    """The server wants a token, or another one."""

    default_status = "UNAUTHENTICATED"


class ForeignSessionError(ServerError, PermissionError):
    """The session belongs to somebody else."""

    default_status = "PERMISSION_DENIED"


class UnavailableError(ServerError, ConnectionError):
    """The server cannot be reached, or goes away."""

    default_status = "UNAVAILABLE"


class DrainingError(UnavailableError):
    """The server is shutting down and takes no new sessions."""


class DeadlineError(ServerError, TimeoutError):
    """No answer within the call's deadline."""

    default_status = "DEADLINE_EXCEEDED"


class NotServedError(ServerError):
    """The server knows the method or option but does not serve it."""

    default_status = "UNIMPLEMENTED"


class SessionCrashedError(ServerError):
    """Something broke inside the session; the server closed it, and no other."""

    default_status = "INTERNAL"


class ClientError(GarrisonError):
    """Wrong use, or a missing part, on this side of the wire."""


class BackendError(ClientError, ValueError):
    """The target names no backend that can be had here."""


class OptionError(ClientError, ValueError):
    """An option or argument is wrong, as can be seen on this side."""

    def __init__(self, field: str, came: object, wanted: str) -> None:
        super().__init__(f"{field} is {came}; wanted {wanted}", field=field, came=str(came), wanted=wanted)


class ClosedError(ClientError):
    """The connection, session or environment was closed."""


class InFlightError(ClientError):
    """Too many requests are in flight, or none where one is wanted."""


class ForkedSessionError(ClientError):
    """A session is used in a forked process; it belongs to the process that opened it."""


class ProtocolError(ClientError):
    """The server's answer is not what the protocol promises."""


class LaunchError(ClientError):
    """An own server did not come up; the message holds what it wrote to stderr."""


class DisplayError(ClientError):
    """There is no display to open a window on."""


class ScoresError(ClientError):
    """The best scores cannot be kept on disk; nothing that was there is lost."""


class MissingExtraError(ClientError, ImportError):
    """An optional package is not installed; the message names the extra that brings it."""


class ReplayDiffersError(ClientError):
    """A replay's game comes out otherwise here than its file says; `step` says where first, 0 being the start."""

    def __init__(self, step: int, expected: int, came: int | None) -> None:
        """expected, came: state hashes; no hash came when the episode was over before."""
        where = "the state after the reset" if step == 0 else f"the state after step {step}"
        found = "the episode is over before it" if came is None else f"it came out as {came:016x}"
        super().__init__(
            f"{where} differs: the file says {expected:016x}, {found}", field=f"steps[{step - 1}]" if step else "start_hash",
            came="" if came is None else f"{came:016x}", wanted=f"{expected:016x}",
        )  # fmt: skip
        self.step = step


class FilmError(ClientError):
    """A film or picture cannot be written."""
