from garrison_proto.v1 import gateway_pb2 as _gateway_pb2
from garrison_proto.v1 import modes_pb2 as _modes_pb2
from garrison_proto.v1 import play_pb2 as _play_pb2
from garrison_proto.v1 import seats_pb2 as _seats_pb2
from garrison_proto.v1 import types_pb2 as _types_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetInfoRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetInfoResponse(_message.Message):
    __slots__ = ("version", "engine_version", "capabilities", "levels", "limits")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    version: str
    engine_version: str
    capabilities: _containers.RepeatedScalarFieldContainer[str]
    levels: _containers.RepeatedCompositeFieldContainer[_types_pb2.LevelInfo]
    limits: Limits
    def __init__(self, version: _Optional[str] = ..., engine_version: _Optional[str] = ..., capabilities: _Optional[_Iterable[str]] = ..., levels: _Optional[_Iterable[_Union[_types_pb2.LevelInfo, _Mapping]]] = ..., limits: _Optional[_Union[Limits, _Mapping]] = ...) -> None: ...

class Limits(_message.Message):
    __slots__ = ("max_message_bytes", "max_slots", "max_lease_s", "max_sessions", "max_in_flight")
    MAX_MESSAGE_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_SLOTS_FIELD_NUMBER: _ClassVar[int]
    MAX_LEASE_S_FIELD_NUMBER: _ClassVar[int]
    MAX_SESSIONS_FIELD_NUMBER: _ClassVar[int]
    MAX_IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    max_message_bytes: int
    max_slots: int
    max_lease_s: float
    max_sessions: int
    max_in_flight: int
    def __init__(self, max_message_bytes: _Optional[int] = ..., max_slots: _Optional[int] = ..., max_lease_s: _Optional[float] = ..., max_sessions: _Optional[int] = ..., max_in_flight: _Optional[int] = ...) -> None: ...

class ListScenariosRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Scenario(_message.Message):
    __slots__ = ("level", "modes")
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    MODES_FIELD_NUMBER: _ClassVar[int]
    level: _types_pb2.LevelInfo
    modes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, level: _Optional[_Union[_types_pb2.LevelInfo, _Mapping]] = ..., modes: _Optional[_Iterable[str]] = ...) -> None: ...

class ListScenariosResponse(_message.Message):
    __slots__ = ("scenarios",)
    SCENARIOS_FIELD_NUMBER: _ClassVar[int]
    scenarios: _containers.RepeatedCompositeFieldContainer[Scenario]
    def __init__(self, scenarios: _Optional[_Iterable[_Union[Scenario, _Mapping]]] = ...) -> None: ...

class DescribeScenarioRequest(_message.Message):
    __slots__ = ("level_name", "level_document", "mode")
    LEVEL_NAME_FIELD_NUMBER: _ClassVar[int]
    LEVEL_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    level_name: str
    level_document: bytes
    mode: str
    def __init__(self, level_name: _Optional[str] = ..., level_document: _Optional[bytes] = ..., mode: _Optional[str] = ...) -> None: ...

class DescribeScenarioResponse(_message.Message):
    __slots__ = ("level", "mode", "views", "actions", "action_names", "error_texts", "rules_json", "level_document")
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    ACTION_NAMES_FIELD_NUMBER: _ClassVar[int]
    ERROR_TEXTS_FIELD_NUMBER: _ClassVar[int]
    RULES_JSON_FIELD_NUMBER: _ClassVar[int]
    LEVEL_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    level: _types_pb2.LevelInfo
    mode: str
    views: _containers.RepeatedCompositeFieldContainer[_types_pb2.ViewSpec]
    actions: _containers.RepeatedCompositeFieldContainer[_types_pb2.ActionSpec]
    action_names: _containers.RepeatedScalarFieldContainer[str]
    error_texts: _containers.RepeatedScalarFieldContainer[str]
    rules_json: str
    level_document: bytes
    def __init__(self, level: _Optional[_Union[_types_pb2.LevelInfo, _Mapping]] = ..., mode: _Optional[str] = ..., views: _Optional[_Iterable[_Union[_types_pb2.ViewSpec, _Mapping]]] = ..., actions: _Optional[_Iterable[_Union[_types_pb2.ActionSpec, _Mapping]]] = ..., action_names: _Optional[_Iterable[str]] = ..., error_texts: _Optional[_Iterable[str]] = ..., rules_json: _Optional[str] = ..., level_document: _Optional[bytes] = ...) -> None: ...

class OpenRequest(_message.Message):
    __slots__ = ("session_id", "levels", "level_documents", "mode", "slots", "seeds", "views", "action_space", "autoreset", "ticks_per_step", "max_ticks", "step_penalty", "lease_s", "record", "digits", "tensor_codec", "watchable", "alliance", "siege", "commons", "joinable", "seat_deadline_s")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    LEVEL_DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    SEEDS_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    ACTION_SPACE_FIELD_NUMBER: _ClassVar[int]
    AUTORESET_FIELD_NUMBER: _ClassVar[int]
    TICKS_PER_STEP_FIELD_NUMBER: _ClassVar[int]
    MAX_TICKS_FIELD_NUMBER: _ClassVar[int]
    STEP_PENALTY_FIELD_NUMBER: _ClassVar[int]
    LEASE_S_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    DIGITS_FIELD_NUMBER: _ClassVar[int]
    TENSOR_CODEC_FIELD_NUMBER: _ClassVar[int]
    WATCHABLE_FIELD_NUMBER: _ClassVar[int]
    ALLIANCE_FIELD_NUMBER: _ClassVar[int]
    SIEGE_FIELD_NUMBER: _ClassVar[int]
    COMMONS_FIELD_NUMBER: _ClassVar[int]
    JOINABLE_FIELD_NUMBER: _ClassVar[int]
    SEAT_DEADLINE_S_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    levels: _containers.RepeatedScalarFieldContainer[str]
    level_documents: _containers.RepeatedScalarFieldContainer[bytes]
    mode: str
    slots: int
    seeds: _containers.RepeatedScalarFieldContainer[int]
    views: _containers.RepeatedScalarFieldContainer[str]
    action_space: str
    autoreset: _types_pb2.Autoreset
    ticks_per_step: int
    max_ticks: int
    step_penalty: bool
    lease_s: float
    record: bool
    digits: int
    tensor_codec: _types_pb2.Codec
    watchable: bool
    alliance: _modes_pb2.AllianceRules
    siege: _modes_pb2.SiegeRules
    commons: _modes_pb2.CommonsRules
    joinable: bool
    seat_deadline_s: float
    def __init__(self, session_id: _Optional[str] = ..., levels: _Optional[_Iterable[str]] = ..., level_documents: _Optional[_Iterable[bytes]] = ..., mode: _Optional[str] = ..., slots: _Optional[int] = ..., seeds: _Optional[_Iterable[int]] = ..., views: _Optional[_Iterable[str]] = ..., action_space: _Optional[str] = ..., autoreset: _Optional[_Union[_types_pb2.Autoreset, str]] = ..., ticks_per_step: _Optional[int] = ..., max_ticks: _Optional[int] = ..., step_penalty: bool = ..., lease_s: _Optional[float] = ..., record: bool = ..., digits: _Optional[int] = ..., tensor_codec: _Optional[_Union[_types_pb2.Codec, str]] = ..., watchable: bool = ..., alliance: _Optional[_Union[_modes_pb2.AllianceRules, _Mapping]] = ..., siege: _Optional[_Union[_modes_pb2.SiegeRules, _Mapping]] = ..., commons: _Optional[_Union[_modes_pb2.CommonsRules, _Mapping]] = ..., joinable: bool = ..., seat_deadline_s: _Optional[float] = ...) -> None: ...

class OpenResponse(_message.Message):
    __slots__ = ("session_id", "resume_token", "views", "action", "levels", "level_hashes", "engine_version", "lease_s", "seats", "attacker_action", "seat_tokens")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    LEVEL_HASHES_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    LEASE_S_FIELD_NUMBER: _ClassVar[int]
    SEATS_FIELD_NUMBER: _ClassVar[int]
    ATTACKER_ACTION_FIELD_NUMBER: _ClassVar[int]
    SEAT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    resume_token: str
    views: _containers.RepeatedCompositeFieldContainer[_types_pb2.ViewSpec]
    action: _types_pb2.ActionSpec
    levels: _containers.RepeatedScalarFieldContainer[str]
    level_hashes: _containers.RepeatedScalarFieldContainer[str]
    engine_version: str
    lease_s: float
    seats: int
    attacker_action: _types_pb2.ActionSpec
    seat_tokens: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, session_id: _Optional[str] = ..., resume_token: _Optional[str] = ..., views: _Optional[_Iterable[_Union[_types_pb2.ViewSpec, _Mapping]]] = ..., action: _Optional[_Union[_types_pb2.ActionSpec, _Mapping]] = ..., levels: _Optional[_Iterable[str]] = ..., level_hashes: _Optional[_Iterable[str]] = ..., engine_version: _Optional[str] = ..., lease_s: _Optional[float] = ..., seats: _Optional[int] = ..., attacker_action: _Optional[_Union[_types_pb2.ActionSpec, _Mapping]] = ..., seat_tokens: _Optional[_Iterable[str]] = ...) -> None: ...

class ResetRequest(_message.Message):
    __slots__ = ("session", "seq", "reset")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    RESET_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    reset: _play_pb2.Reset
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., reset: _Optional[_Union[_play_pb2.Reset, _Mapping]] = ...) -> None: ...

class ResetResponse(_message.Message):
    __slots__ = ("seq", "outcome")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    seq: int
    outcome: _types_pb2.Outcome
    def __init__(self, seq: _Optional[int] = ..., outcome: _Optional[_Union[_types_pb2.Outcome, _Mapping]] = ...) -> None: ...

class StepRequest(_message.Message):
    __slots__ = ("session", "seq", "step")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    step: _play_pb2.Step
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., step: _Optional[_Union[_play_pb2.Step, _Mapping]] = ...) -> None: ...

class StepResponse(_message.Message):
    __slots__ = ("seq", "outcome")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    seq: int
    outcome: _types_pb2.Outcome
    def __init__(self, seq: _Optional[int] = ..., outcome: _Optional[_Union[_types_pb2.Outcome, _Mapping]] = ...) -> None: ...

class SnapshotRequest(_message.Message):
    __slots__ = ("session", "seq", "snapshot")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    snapshot: _play_pb2.Snapshot
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., snapshot: _Optional[_Union[_play_pb2.Snapshot, _Mapping]] = ...) -> None: ...

class SnapshotResponse(_message.Message):
    __slots__ = ("seq", "snapshots")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOTS_FIELD_NUMBER: _ClassVar[int]
    seq: int
    snapshots: _play_pb2.Snapshots
    def __init__(self, seq: _Optional[int] = ..., snapshots: _Optional[_Union[_play_pb2.Snapshots, _Mapping]] = ...) -> None: ...

class RestoreRequest(_message.Message):
    __slots__ = ("session", "seq", "restore")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    RESTORE_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    restore: _play_pb2.Restore
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., restore: _Optional[_Union[_play_pb2.Restore, _Mapping]] = ...) -> None: ...

class RestoreResponse(_message.Message):
    __slots__ = ("seq", "outcome")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    seq: int
    outcome: _types_pb2.Outcome
    def __init__(self, seq: _Optional[int] = ..., outcome: _Optional[_Union[_types_pb2.Outcome, _Mapping]] = ...) -> None: ...

class ForkRequest(_message.Message):
    __slots__ = ("session", "seq", "fork")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    FORK_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    fork: _play_pb2.Fork
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., fork: _Optional[_Union[_play_pb2.Fork, _Mapping]] = ...) -> None: ...

class ForkResponse(_message.Message):
    __slots__ = ("seq", "outcome")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    seq: int
    outcome: _types_pb2.Outcome
    def __init__(self, seq: _Optional[int] = ..., outcome: _Optional[_Union[_types_pb2.Outcome, _Mapping]] = ...) -> None: ...

class RenderRequest(_message.Message):
    __slots__ = ("session", "seq", "render")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    RENDER_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    render: _play_pb2.Render
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., render: _Optional[_Union[_play_pb2.Render, _Mapping]] = ...) -> None: ...

class RenderResponse(_message.Message):
    __slots__ = ("seq", "frames")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    seq: int
    frames: _play_pb2.Frames
    def __init__(self, seq: _Optional[int] = ..., frames: _Optional[_Union[_play_pb2.Frames, _Mapping]] = ...) -> None: ...

class AttachRequest(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ...) -> None: ...

class AttachResponse(_message.Message):
    __slots__ = ("opened", "last_seq")
    OPENED_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQ_FIELD_NUMBER: _ClassVar[int]
    opened: OpenResponse
    last_seq: int
    def __init__(self, opened: _Optional[_Union[OpenResponse, _Mapping]] = ..., last_seq: _Optional[int] = ...) -> None: ...

class KeepAliveRequest(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ...) -> None: ...

class KeepAliveResponse(_message.Message):
    __slots__ = ("lease_s",)
    LEASE_S_FIELD_NUMBER: _ClassVar[int]
    lease_s: float
    def __init__(self, lease_s: _Optional[float] = ...) -> None: ...

class CloseRequest(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ...) -> None: ...

class CloseResponse(_message.Message):
    __slots__ = ("was_open",)
    WAS_OPEN_FIELD_NUMBER: _ClassVar[int]
    was_open: bool
    def __init__(self, was_open: bool = ...) -> None: ...

class WatchRequest(_message.Message):
    __slots__ = ("session", "slot", "views", "max_rate")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    MAX_RATE_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    slot: int
    views: _containers.RepeatedScalarFieldContainer[str]
    max_rate: float
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., slot: _Optional[int] = ..., views: _Optional[_Iterable[str]] = ..., max_rate: _Optional[float] = ...) -> None: ...

class WatchResponse(_message.Message):
    __slots__ = ("outcome", "dropped", "session_id", "level", "words", "seats")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    SEATS_FIELD_NUMBER: _ClassVar[int]
    outcome: _types_pb2.Outcome
    dropped: int
    session_id: str
    level: str
    words: _gateway_pb2.Words
    seats: int
    def __init__(self, outcome: _Optional[_Union[_types_pb2.Outcome, _Mapping]] = ..., dropped: _Optional[int] = ..., session_id: _Optional[str] = ..., level: _Optional[str] = ..., words: _Optional[_Union[_gateway_pb2.Words, _Mapping]] = ..., seats: _Optional[int] = ...) -> None: ...

class ExportReplayRequest(_message.Message):
    __slots__ = ("session", "slot")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    slot: int
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., slot: _Optional[int] = ...) -> None: ...

class ExportReplayResponse(_message.Message):
    __slots__ = ("replay",)
    REPLAY_FIELD_NUMBER: _ClassVar[int]
    replay: bytes
    def __init__(self, replay: _Optional[bytes] = ...) -> None: ...

class VerifyReplayRequest(_message.Message):
    __slots__ = ("replay",)
    REPLAY_FIELD_NUMBER: _ClassVar[int]
    replay: bytes
    def __init__(self, replay: _Optional[bytes] = ...) -> None: ...

class VerifyReplayResponse(_message.Message):
    __slots__ = ("matches", "steps", "first_difference", "expected_hash", "actual_hash", "explanation", "score", "status")
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    FIRST_DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_HASH_FIELD_NUMBER: _ClassVar[int]
    ACTUAL_HASH_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    matches: bool
    steps: int
    first_difference: int
    expected_hash: int
    actual_hash: int
    explanation: str
    score: float
    status: int
    def __init__(self, matches: bool = ..., steps: _Optional[int] = ..., first_difference: _Optional[int] = ..., expected_hash: _Optional[int] = ..., actual_hash: _Optional[int] = ..., explanation: _Optional[str] = ..., score: _Optional[float] = ..., status: _Optional[int] = ...) -> None: ...
