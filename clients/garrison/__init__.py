"""Garrison's client: connect to a game server, launch one, or play in process, and see it as a Gymnasium environment.

    with garrison.launch() as server:
        env = garrison.make("garrison-1", target=server.address)

Core needs numpy, grpcio and protobuf alone; environments need the extra `gym`.
"""

from typing import TYPE_CHECKING, Any

from garrison import errors
from garrison.backend import Backend, SessionHandle, load_backend
from garrison.connection import Connection, connect
from garrison.errors import GarrisonError
from garrison.launch import OwnServer, launch
from garrison.seat import JoinedSeat, join
from garrison.version import version
from garrison_proto.modes import AllianceRules, CommonsRules, Rules, SiegeRules
from garrison_proto.records import ActionSpec, Description, Opened, OpenOptions, Outcome, ServerInfo, ViewSpec
from garrison_proto.seats import Seated, SeatState, Turn

if TYPE_CHECKING:
    import gymnasium

__version__ = version
__all__ = [
    "ActionSpec",
    "AllianceRules",
    "Backend",
    "CommonsRules",
    "Connection",
    "Description",
    "GarrisonError",
    "JoinedSeat",
    "OpenOptions",
    "Opened",
    "Outcome",
    "OwnServer",
    "Rules",
    "SeatState",
    "Seated",
    "ServerInfo",
    "SessionHandle",
    "SiegeRules",
    "Turn",
    "ViewSpec",
    "connect",
    "errors",
    "join",
    "launch",
    "load_backend",
    "make",
    "version",
]


def make(level: str = "garrison-1", **options: Any) -> "gymnasium.Env[Any, Any]":
    """`gymnasium.make("garrison/Defense-v0", level=level, ...)`; the options are those of `garrison.gym_env.DefenseEnv`.

    Raises MissingExtraError without Gymnasium.
    """
    try:
        import gymnasium
    except ImportError as error:
        raise errors.MissingExtraError("environments need gymnasium, which is not installed: pip install 'garrison[gym]'") from error
    from garrison.registration import DEFENSE, register

    register()
    return gymnasium.make(DEFENSE, level=level, **options)


# `import garrison` makes the environments known to Gymnasium where that is installed; it costs 70 ms and needs nothing else.
try:
    from garrison.registration import register as _register
except ImportError:
    pass
else:
    _register()
