from garrison_proto.v1 import types_pb2 as _types_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Reset(_message.Message):
    __slots__ = ("slots", "seeds", "views")
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    SEEDS_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    slots: _containers.RepeatedScalarFieldContainer[int]
    seeds: _containers.RepeatedScalarFieldContainer[int]
    views: _types_pb2.ViewSelection
    def __init__(self, slots: _Optional[_Iterable[int]] = ..., seeds: _Optional[_Iterable[int]] = ..., views: _Optional[_Union[_types_pb2.ViewSelection, _Mapping]] = ...) -> None: ...

class Step(_message.Message):
    __slots__ = ("slots", "actions", "views", "messages")
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    slots: _containers.RepeatedScalarFieldContainer[int]
    actions: _types_pb2.Tensor
    views: _types_pb2.ViewSelection
    messages: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, slots: _Optional[_Iterable[int]] = ..., actions: _Optional[_Union[_types_pb2.Tensor, _Mapping]] = ..., views: _Optional[_Union[_types_pb2.ViewSelection, _Mapping]] = ..., messages: _Optional[_Iterable[str]] = ...) -> None: ...

class Snapshot(_message.Message):
    __slots__ = ("slots",)
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    slots: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, slots: _Optional[_Iterable[int]] = ...) -> None: ...

class Restore(_message.Message):
    __slots__ = ("slots", "snapshots", "views")
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOTS_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    slots: _containers.RepeatedScalarFieldContainer[int]
    snapshots: _containers.RepeatedScalarFieldContainer[bytes]
    views: _types_pb2.ViewSelection
    def __init__(self, slots: _Optional[_Iterable[int]] = ..., snapshots: _Optional[_Iterable[bytes]] = ..., views: _Optional[_Union[_types_pb2.ViewSelection, _Mapping]] = ...) -> None: ...

class Fork(_message.Message):
    __slots__ = ("source", "targets", "views")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    source: int
    targets: _containers.RepeatedScalarFieldContainer[int]
    views: _types_pb2.ViewSelection
    def __init__(self, source: _Optional[int] = ..., targets: _Optional[_Iterable[int]] = ..., views: _Optional[_Union[_types_pb2.ViewSelection, _Mapping]] = ...) -> None: ...

class Render(_message.Message):
    __slots__ = ("slots", "size", "codec", "bare", "seat")
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    BARE_FIELD_NUMBER: _ClassVar[int]
    SEAT_FIELD_NUMBER: _ClassVar[int]
    slots: _containers.RepeatedScalarFieldContainer[int]
    size: int
    codec: _types_pb2.Codec
    bare: bool
    seat: int
    def __init__(self, slots: _Optional[_Iterable[int]] = ..., size: _Optional[int] = ..., codec: _Optional[_Union[_types_pb2.Codec, str]] = ..., bare: bool = ..., seat: _Optional[int] = ...) -> None: ...

class Ping(_message.Message):
    __slots__ = ("payload",)
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    payload: bytes
    def __init__(self, payload: _Optional[bytes] = ...) -> None: ...

class Snapshots(_message.Message):
    __slots__ = ("snapshots",)
    SNAPSHOTS_FIELD_NUMBER: _ClassVar[int]
    snapshots: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, snapshots: _Optional[_Iterable[bytes]] = ...) -> None: ...

class Frames(_message.Message):
    __slots__ = ("frames",)
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    frames: _containers.RepeatedCompositeFieldContainer[_types_pb2.Tensor]
    def __init__(self, frames: _Optional[_Iterable[_Union[_types_pb2.Tensor, _Mapping]]] = ...) -> None: ...

class Pong(_message.Message):
    __slots__ = ("payload",)
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    payload: bytes
    def __init__(self, payload: _Optional[bytes] = ...) -> None: ...

class PlayRequest(_message.Message):
    __slots__ = ("seq", "session", "in_flight", "reset", "step", "snapshot", "restore", "fork", "render", "ping")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    RESET_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    RESTORE_FIELD_NUMBER: _ClassVar[int]
    FORK_FIELD_NUMBER: _ClassVar[int]
    RENDER_FIELD_NUMBER: _ClassVar[int]
    PING_FIELD_NUMBER: _ClassVar[int]
    seq: int
    session: _types_pb2.SessionRef
    in_flight: int
    reset: Reset
    step: Step
    snapshot: Snapshot
    restore: Restore
    fork: Fork
    render: Render
    ping: Ping
    def __init__(self, seq: _Optional[int] = ..., session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., in_flight: _Optional[int] = ..., reset: _Optional[_Union[Reset, _Mapping]] = ..., step: _Optional[_Union[Step, _Mapping]] = ..., snapshot: _Optional[_Union[Snapshot, _Mapping]] = ..., restore: _Optional[_Union[Restore, _Mapping]] = ..., fork: _Optional[_Union[Fork, _Mapping]] = ..., render: _Optional[_Union[Render, _Mapping]] = ..., ping: _Optional[_Union[Ping, _Mapping]] = ...) -> None: ...

class PlayResponse(_message.Message):
    __slots__ = ("seq", "outcome", "snapshots", "frames", "pong", "error")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOTS_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    PONG_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    seq: int
    outcome: _types_pb2.Outcome
    snapshots: Snapshots
    frames: Frames
    pong: Pong
    error: _types_pb2.ErrorStatus
    def __init__(self, seq: _Optional[int] = ..., outcome: _Optional[_Union[_types_pb2.Outcome, _Mapping]] = ..., snapshots: _Optional[_Union[Snapshots, _Mapping]] = ..., frames: _Optional[_Union[Frames, _Mapping]] = ..., pong: _Optional[_Union[Pong, _Mapping]] = ..., error: _Optional[_Union[_types_pb2.ErrorStatus, _Mapping]] = ...) -> None: ...
