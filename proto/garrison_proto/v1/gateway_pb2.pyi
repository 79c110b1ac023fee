from garrison_proto.v1 import types_pb2 as _types_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PromptStyle(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROMPT_STYLE_UNSPECIFIED: _ClassVar[PromptStyle]
    PROMPT_STYLE_FULL: _ClassVar[PromptStyle]
    PROMPT_STYLE_BRIEF: _ClassVar[PromptStyle]

class AnswerForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ANSWER_FORM_UNSPECIFIED: _ClassVar[AnswerForm]
    ANSWER_FORM_OBJECT: _ClassVar[AnswerForm]
    ANSWER_FORM_NAMED: _ClassVar[AnswerForm]
    ANSWER_FORM_CALLS: _ClassVar[AnswerForm]

class Track(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRACK_UNSPECIFIED: _ClassVar[Track]
    TRACK_TURN: _ClassVar[Track]
    TRACK_PLAN: _ClassVar[Track]
    TRACK_REAL_TIME: _ClassVar[Track]

class Understanding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNDERSTANDING_UNSPECIFIED: _ClassVar[Understanding]
    UNDERSTANDING_ACTED: _ClassVar[Understanding]
    UNDERSTANDING_UNPARSEABLE: _ClassVar[Understanding]
    UNDERSTANDING_OUT_OF_SCHEMA: _ClassVar[Understanding]
    UNDERSTANDING_ILLEGAL: _ClassVar[Understanding]
    UNDERSTANDING_NO_EFFECT: _ClassVar[Understanding]
    UNDERSTANDING_TOO_LATE: _ClassVar[Understanding]
    UNDERSTANDING_UNHEARD: _ClassVar[Understanding]
PROMPT_STYLE_UNSPECIFIED: PromptStyle
PROMPT_STYLE_FULL: PromptStyle
PROMPT_STYLE_BRIEF: PromptStyle
ANSWER_FORM_UNSPECIFIED: AnswerForm
ANSWER_FORM_OBJECT: AnswerForm
ANSWER_FORM_NAMED: AnswerForm
ANSWER_FORM_CALLS: AnswerForm
TRACK_UNSPECIFIED: Track
TRACK_TURN: Track
TRACK_PLAN: Track
TRACK_REAL_TIME: Track
UNDERSTANDING_UNSPECIFIED: Understanding
UNDERSTANDING_ACTED: Understanding
UNDERSTANDING_UNPARSEABLE: Understanding
UNDERSTANDING_OUT_OF_SCHEMA: Understanding
UNDERSTANDING_ILLEGAL: Understanding
UNDERSTANDING_NO_EFFECT: Understanding
UNDERSTANDING_TOO_LATE: Understanding
UNDERSTANDING_UNHEARD: Understanding

class ConversationOptions(_message.Message):
    __slots__ = ("style", "form", "track", "history", "thoughts", "speed", "image_alone")
    STYLE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    TRACK_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    THOUGHTS_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ALONE_FIELD_NUMBER: _ClassVar[int]
    style: PromptStyle
    form: AnswerForm
    track: Track
    history: int
    thoughts: bool
    speed: float
    image_alone: bool
    def __init__(self, style: _Optional[_Union[PromptStyle, str]] = ..., form: _Optional[_Union[AnswerForm, str]] = ..., track: _Optional[_Union[Track, str]] = ..., history: _Optional[int] = ..., thoughts: bool = ..., speed: _Optional[float] = ..., image_alone: bool = ...) -> None: ...

class BriefRequest(_message.Message):
    __slots__ = ("session", "slot", "style", "options")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    STYLE_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    slot: int
    style: PromptStyle
    options: ConversationOptions
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., slot: _Optional[int] = ..., style: _Optional[_Union[PromptStyle, str]] = ..., options: _Optional[_Union[ConversationOptions, _Mapping]] = ...) -> None: ...

class BriefResponse(_message.Message):
    __slots__ = ("system_prompt", "user_prompt", "openai_tools_json", "mcp_tools_json", "image", "answer_schema_json", "options")
    SYSTEM_PROMPT_FIELD_NUMBER: _ClassVar[int]
    USER_PROMPT_FIELD_NUMBER: _ClassVar[int]
    OPENAI_TOOLS_JSON_FIELD_NUMBER: _ClassVar[int]
    MCP_TOOLS_JSON_FIELD_NUMBER: _ClassVar[int]
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_SCHEMA_JSON_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    system_prompt: str
    user_prompt: str
    openai_tools_json: str
    mcp_tools_json: str
    image: bytes
    answer_schema_json: str
    options: ConversationOptions
    def __init__(self, system_prompt: _Optional[str] = ..., user_prompt: _Optional[str] = ..., openai_tools_json: _Optional[str] = ..., mcp_tools_json: _Optional[str] = ..., image: _Optional[bytes] = ..., answer_schema_json: _Optional[str] = ..., options: _Optional[_Union[ConversationOptions, _Mapping]] = ...) -> None: ...

class ToolCall(_message.Message):
    __slots__ = ("name", "arguments_json")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_JSON_FIELD_NUMBER: _ClassVar[int]
    name: str
    arguments_json: str
    def __init__(self, name: _Optional[str] = ..., arguments_json: _Optional[str] = ...) -> None: ...

class ToolCalls(_message.Message):
    __slots__ = ("calls",)
    CALLS_FIELD_NUMBER: _ClassVar[int]
    calls: _containers.RepeatedCompositeFieldContainer[ToolCall]
    def __init__(self, calls: _Optional[_Iterable[_Union[ToolCall, _Mapping]]] = ...) -> None: ...

class Trouble(_message.Message):
    __slots__ = ("kind", "detail", "seconds")
    KIND_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    kind: str
    detail: str
    seconds: float
    def __init__(self, kind: _Optional[str] = ..., detail: _Optional[str] = ..., seconds: _Optional[float] = ...) -> None: ...

class SayRequest(_message.Message):
    __slots__ = ("session", "seq", "slot", "text", "tool_calls", "views", "troubles", "omitted", "options")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    TROUBLES_FIELD_NUMBER: _ClassVar[int]
    OMITTED_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    slot: int
    text: str
    tool_calls: ToolCalls
    views: _types_pb2.ViewSelection
    troubles: _containers.RepeatedCompositeFieldContainer[Trouble]
    omitted: int
    options: ConversationOptions
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., slot: _Optional[int] = ..., text: _Optional[str] = ..., tool_calls: _Optional[_Union[ToolCalls, _Mapping]] = ..., views: _Optional[_Union[_types_pb2.ViewSelection, _Mapping]] = ..., troubles: _Optional[_Iterable[_Union[Trouble, _Mapping]]] = ..., omitted: _Optional[int] = ..., options: _Optional[_Union[ConversationOptions, _Mapping]] = ...) -> None: ...

class Played(_message.Message):
    __slots__ = ("x", "y", "action", "code", "no_effect", "words")
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    NO_EFFECT_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    x: float
    y: float
    action: int
    code: int
    no_effect: bool
    words: str
    def __init__(self, x: _Optional[float] = ..., y: _Optional[float] = ..., action: _Optional[int] = ..., code: _Optional[int] = ..., no_effect: bool = ..., words: _Optional[str] = ...) -> None: ...

class SayResponse(_message.Message):
    __slots__ = ("seq", "understanding", "x", "y", "action", "code", "explanation", "outcome", "user_prompt", "image", "played", "steps", "idle_steps", "stopped", "thought_s")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    UNDERSTANDING_FIELD_NUMBER: _ClassVar[int]
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    USER_PROMPT_FIELD_NUMBER: _ClassVar[int]
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    PLAYED_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    IDLE_STEPS_FIELD_NUMBER: _ClassVar[int]
    STOPPED_FIELD_NUMBER: _ClassVar[int]
    THOUGHT_S_FIELD_NUMBER: _ClassVar[int]
    seq: int
    understanding: Understanding
    x: float
    y: float
    action: int
    code: int
    explanation: str
    outcome: _types_pb2.Outcome
    user_prompt: str
    image: bytes
    played: _containers.RepeatedCompositeFieldContainer[Played]
    steps: int
    idle_steps: int
    stopped: str
    thought_s: float
    def __init__(self, seq: _Optional[int] = ..., understanding: _Optional[_Union[Understanding, str]] = ..., x: _Optional[float] = ..., y: _Optional[float] = ..., action: _Optional[int] = ..., code: _Optional[int] = ..., explanation: _Optional[str] = ..., outcome: _Optional[_Union[_types_pb2.Outcome, _Mapping]] = ..., user_prompt: _Optional[str] = ..., image: _Optional[bytes] = ..., played: _Optional[_Iterable[_Union[Played, _Mapping]]] = ..., steps: _Optional[int] = ..., idle_steps: _Optional[int] = ..., stopped: _Optional[str] = ..., thought_s: _Optional[float] = ...) -> None: ...

class SayAllRequest(_message.Message):
    __slots__ = ("session", "seq", "sayings")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    SAYINGS_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    sayings: _containers.RepeatedCompositeFieldContainer[SayRequest]
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., sayings: _Optional[_Iterable[_Union[SayRequest, _Mapping]]] = ...) -> None: ...

class SayAllResponse(_message.Message):
    __slots__ = ("seq", "said")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    SAID_FIELD_NUMBER: _ClassVar[int]
    seq: int
    said: _containers.RepeatedCompositeFieldContainer[SayResponse]
    def __init__(self, seq: _Optional[int] = ..., said: _Optional[_Iterable[_Union[SayResponse, _Mapping]]] = ...) -> None: ...

class TranscriptRequest(_message.Message):
    __slots__ = ("session", "slot", "first")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    slot: int
    first: int
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., slot: _Optional[int] = ..., first: _Optional[int] = ...) -> None: ...

class TranscriptEntry(_message.Message):
    __slots__ = ("prompt", "reply", "result", "tool_calls", "troubles", "omitted")
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    REPLY_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TROUBLES_FIELD_NUMBER: _ClassVar[int]
    OMITTED_FIELD_NUMBER: _ClassVar[int]
    prompt: str
    reply: str
    result: SayResponse
    tool_calls: _containers.RepeatedCompositeFieldContainer[ToolCall]
    troubles: _containers.RepeatedCompositeFieldContainer[Trouble]
    omitted: int
    def __init__(self, prompt: _Optional[str] = ..., reply: _Optional[str] = ..., result: _Optional[_Union[SayResponse, _Mapping]] = ..., tool_calls: _Optional[_Iterable[_Union[ToolCall, _Mapping]]] = ..., troubles: _Optional[_Iterable[_Union[Trouble, _Mapping]]] = ..., omitted: _Optional[int] = ...) -> None: ...

class Counts(_message.Message):
    __slots__ = ("replies", "unparseable", "out_of_schema", "illegal", "no_effect", "illegal_by_code", "acted", "too_late", "unheard", "troubles", "troubles_s", "steps", "idle_steps", "actions", "outside")
    class IllegalByCodeEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: int
        value: int
        def __init__(self, key: _Optional[int] = ..., value: _Optional[int] = ...) -> None: ...
    REPLIES_FIELD_NUMBER: _ClassVar[int]
    UNPARSEABLE_FIELD_NUMBER: _ClassVar[int]
    OUT_OF_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    ILLEGAL_FIELD_NUMBER: _ClassVar[int]
    NO_EFFECT_FIELD_NUMBER: _ClassVar[int]
    ILLEGAL_BY_CODE_FIELD_NUMBER: _ClassVar[int]
    ACTED_FIELD_NUMBER: _ClassVar[int]
    TOO_LATE_FIELD_NUMBER: _ClassVar[int]
    UNHEARD_FIELD_NUMBER: _ClassVar[int]
    TROUBLES_FIELD_NUMBER: _ClassVar[int]
    TROUBLES_S_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    IDLE_STEPS_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    OUTSIDE_FIELD_NUMBER: _ClassVar[int]
    replies: int
    unparseable: int
    out_of_schema: int
    illegal: int
    no_effect: int
    illegal_by_code: _containers.ScalarMap[int, int]
    acted: int
    too_late: int
    unheard: int
    troubles: int
    troubles_s: float
    steps: int
    idle_steps: int
    actions: int
    outside: int
    def __init__(self, replies: _Optional[int] = ..., unparseable: _Optional[int] = ..., out_of_schema: _Optional[int] = ..., illegal: _Optional[int] = ..., no_effect: _Optional[int] = ..., illegal_by_code: _Optional[_Mapping[int, int]] = ..., acted: _Optional[int] = ..., too_late: _Optional[int] = ..., unheard: _Optional[int] = ..., troubles: _Optional[int] = ..., troubles_s: _Optional[float] = ..., steps: _Optional[int] = ..., idle_steps: _Optional[int] = ..., actions: _Optional[int] = ..., outside: _Optional[int] = ...) -> None: ...

class TranscriptResponse(_message.Message):
    __slots__ = ("entries", "counts", "total", "options")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[TranscriptEntry]
    counts: Counts
    total: int
    options: ConversationOptions
    def __init__(self, entries: _Optional[_Iterable[_Union[TranscriptEntry, _Mapping]]] = ..., counts: _Optional[_Union[Counts, _Mapping]] = ..., total: _Optional[int] = ..., options: _Optional[_Union[ConversationOptions, _Mapping]] = ...) -> None: ...

class Words(_message.Message):
    __slots__ = ("reply", "understanding", "did", "explanation", "replies")
    REPLY_FIELD_NUMBER: _ClassVar[int]
    UNDERSTANDING_FIELD_NUMBER: _ClassVar[int]
    DID_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    REPLIES_FIELD_NUMBER: _ClassVar[int]
    reply: str
    understanding: Understanding
    did: str
    explanation: str
    replies: int
    def __init__(self, reply: _Optional[str] = ..., understanding: _Optional[_Union[Understanding, str]] = ..., did: _Optional[str] = ..., explanation: _Optional[str] = ..., replies: _Optional[int] = ...) -> None: ...
