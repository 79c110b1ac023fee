from garrison_proto.v1 import modes_pb2 as _modes_pb2
from garrison_proto.v1 import types_pb2 as _types_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Sit(_message.Message):
    __slots__ = ("session_id", "seat_token", "views")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    SEAT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    seat_token: str
    views: _types_pb2.ViewSelection
    def __init__(self, session_id: _Optional[str] = ..., seat_token: _Optional[str] = ..., views: _Optional[_Union[_types_pb2.ViewSelection, _Mapping]] = ...) -> None: ...

class Act(_message.Message):
    __slots__ = ("turn", "action", "message")
    TURN_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    turn: int
    action: _types_pb2.Tensor
    message: str
    def __init__(self, turn: _Optional[int] = ..., action: _Optional[_Union[_types_pb2.Tensor, _Mapping]] = ..., message: _Optional[str] = ...) -> None: ...

class Stay(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class JoinRequest(_message.Message):
    __slots__ = ("sit", "act", "stay")
    SIT_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    STAY_FIELD_NUMBER: _ClassVar[int]
    sit: Sit
    act: Act
    stay: Stay
    def __init__(self, sit: _Optional[_Union[Sit, _Mapping]] = ..., act: _Optional[_Union[Act, _Mapping]] = ..., stay: _Optional[_Union[Stay, _Mapping]] = ...) -> None: ...

class Seated(_message.Message):
    __slots__ = ("slot", "seat", "seats", "mode", "level", "level_document", "engine_version", "views", "action", "ticks_per_step", "seat_deadline_s", "lease_s", "acted", "autoreset", "alliance", "siege", "commons")
    SLOT_FIELD_NUMBER: _ClassVar[int]
    SEAT_FIELD_NUMBER: _ClassVar[int]
    SEATS_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    LEVEL_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    TICKS_PER_STEP_FIELD_NUMBER: _ClassVar[int]
    SEAT_DEADLINE_S_FIELD_NUMBER: _ClassVar[int]
    LEASE_S_FIELD_NUMBER: _ClassVar[int]
    ACTED_FIELD_NUMBER: _ClassVar[int]
    AUTORESET_FIELD_NUMBER: _ClassVar[int]
    ALLIANCE_FIELD_NUMBER: _ClassVar[int]
    SIEGE_FIELD_NUMBER: _ClassVar[int]
    COMMONS_FIELD_NUMBER: _ClassVar[int]
    slot: int
    seat: int
    seats: int
    mode: str
    level: str
    level_document: bytes
    engine_version: str
    views: _containers.RepeatedCompositeFieldContainer[_types_pb2.ViewSpec]
    action: _types_pb2.ActionSpec
    ticks_per_step: int
    seat_deadline_s: float
    lease_s: float
    acted: int
    autoreset: _types_pb2.Autoreset
    alliance: _modes_pb2.AllianceRules
    siege: _modes_pb2.SiegeRules
    commons: _modes_pb2.CommonsRules
    def __init__(self, slot: _Optional[int] = ..., seat: _Optional[int] = ..., seats: _Optional[int] = ..., mode: _Optional[str] = ..., level: _Optional[str] = ..., level_document: _Optional[bytes] = ..., engine_version: _Optional[str] = ..., views: _Optional[_Iterable[_Union[_types_pb2.ViewSpec, _Mapping]]] = ..., action: _Optional[_Union[_types_pb2.ActionSpec, _Mapping]] = ..., ticks_per_step: _Optional[int] = ..., seat_deadline_s: _Optional[float] = ..., lease_s: _Optional[float] = ..., acted: _Optional[int] = ..., autoreset: _Optional[_Union[_types_pb2.Autoreset, str]] = ..., alliance: _Optional[_Union[_modes_pb2.AllianceRules, _Mapping]] = ..., siege: _Optional[_Union[_modes_pb2.SiegeRules, _Mapping]] = ..., commons: _Optional[_Union[_modes_pb2.CommonsRules, _Mapping]] = ...) -> None: ...

class Heard(_message.Message):
    __slots__ = ("seat", "text")
    SEAT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    seat: int
    text: str
    def __init__(self, seat: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class Turn(_message.Message):
    __slots__ = ("number", "step", "tick", "views", "reward", "code", "no_effect", "terminated", "truncated", "was_reset", "score", "status", "silent", "heard", "final_views")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    TICK_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    REWARD_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    NO_EFFECT_FIELD_NUMBER: _ClassVar[int]
    TERMINATED_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    WAS_RESET_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    SILENT_FIELD_NUMBER: _ClassVar[int]
    HEARD_FIELD_NUMBER: _ClassVar[int]
    FINAL_VIEWS_FIELD_NUMBER: _ClassVar[int]
    number: int
    step: int
    tick: int
    views: _containers.RepeatedCompositeFieldContainer[_types_pb2.View]
    reward: float
    code: int
    no_effect: bool
    terminated: bool
    truncated: bool
    was_reset: bool
    score: float
    status: int
    silent: _containers.RepeatedScalarFieldContainer[int]
    heard: _containers.RepeatedCompositeFieldContainer[Heard]
    final_views: _containers.RepeatedCompositeFieldContainer[_types_pb2.View]
    def __init__(self, number: _Optional[int] = ..., step: _Optional[int] = ..., tick: _Optional[int] = ..., views: _Optional[_Iterable[_Union[_types_pb2.View, _Mapping]]] = ..., reward: _Optional[float] = ..., code: _Optional[int] = ..., no_effect: bool = ..., terminated: bool = ..., truncated: bool = ..., was_reset: bool = ..., score: _Optional[float] = ..., status: _Optional[int] = ..., silent: _Optional[_Iterable[int]] = ..., heard: _Optional[_Iterable[_Union[Heard, _Mapping]]] = ..., final_views: _Optional[_Iterable[_Union[_types_pb2.View, _Mapping]]] = ...) -> None: ...

class JoinResponse(_message.Message):
    __slots__ = ("seated", "turn", "error")
    SEATED_FIELD_NUMBER: _ClassVar[int]
    TURN_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    seated: Seated
    turn: Turn
    error: _types_pb2.ErrorStatus
    def __init__(self, seated: _Optional[_Union[Seated, _Mapping]] = ..., turn: _Optional[_Union[Turn, _Mapping]] = ..., error: _Optional[_Union[_types_pb2.ErrorStatus, _Mapping]] = ...) -> None: ...

class SeatsRequest(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ...) -> None: ...

class SeatState(_message.Message):
    __slots__ = ("slot", "seat", "taken", "awaited", "actions", "silences")
    SLOT_FIELD_NUMBER: _ClassVar[int]
    SEAT_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    AWAITED_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    SILENCES_FIELD_NUMBER: _ClassVar[int]
    slot: int
    seat: int
    taken: bool
    awaited: bool
    actions: int
    silences: int
    def __init__(self, slot: _Optional[int] = ..., seat: _Optional[int] = ..., taken: bool = ..., awaited: bool = ..., actions: _Optional[int] = ..., silences: _Optional[int] = ...) -> None: ...

class SeatsResponse(_message.Message):
    __slots__ = ("seats",)
    SEATS_FIELD_NUMBER: _ClassVar[int]
    seats: _containers.RepeatedCompositeFieldContainer[SeatState]
    def __init__(self, seats: _Optional[_Iterable[_Union[SeatState, _Mapping]]] = ...) -> None: ...
