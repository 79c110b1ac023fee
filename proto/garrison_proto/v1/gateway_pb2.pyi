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

class Understanding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNDERSTANDING_UNSPECIFIED: _ClassVar[Understanding]
    UNDERSTANDING_ACTED: _ClassVar[Understanding]
    UNDERSTANDING_UNPARSEABLE: _ClassVar[Understanding]
    UNDERSTANDING_OUT_OF_SCHEMA: _ClassVar[Understanding]
    UNDERSTANDING_ILLEGAL: _ClassVar[Understanding]
    UNDERSTANDING_NO_EFFECT: _ClassVar[Understanding]
PROMPT_STYLE_UNSPECIFIED: PromptStyle
PROMPT_STYLE_FULL: PromptStyle
PROMPT_STYLE_BRIEF: PromptStyle
UNDERSTANDING_UNSPECIFIED: Understanding
UNDERSTANDING_ACTED: Understanding
UNDERSTANDING_UNPARSEABLE: Understanding
UNDERSTANDING_OUT_OF_SCHEMA: Understanding
UNDERSTANDING_ILLEGAL: Understanding
UNDERSTANDING_NO_EFFECT: Understanding

class BriefRequest(_message.Message):
    __slots__ = ("session", "slot", "style")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    STYLE_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    slot: int
    style: PromptStyle
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., slot: _Optional[int] = ..., style: _Optional[_Union[PromptStyle, str]] = ...) -> None: ...

class BriefResponse(_message.Message):
    __slots__ = ("system_prompt", "user_prompt", "openai_tools_json", "mcp_tools_json", "image")
    SYSTEM_PROMPT_FIELD_NUMBER: _ClassVar[int]
    USER_PROMPT_FIELD_NUMBER: _ClassVar[int]
    OPENAI_TOOLS_JSON_FIELD_NUMBER: _ClassVar[int]
    MCP_TOOLS_JSON_FIELD_NUMBER: _ClassVar[int]
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    system_prompt: str
    user_prompt: str
    openai_tools_json: str
    mcp_tools_json: str
    image: bytes
    def __init__(self, system_prompt: _Optional[str] = ..., user_prompt: _Optional[str] = ..., openai_tools_json: _Optional[str] = ..., mcp_tools_json: _Optional[str] = ..., image: _Optional[bytes] = ...) -> None: ...

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

class SayRequest(_message.Message):
    __slots__ = ("session", "seq", "slot", "text", "tool_calls")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    session: _types_pb2.SessionRef
    seq: int
    slot: int
    text: str
    tool_calls: ToolCalls
    def __init__(self, session: _Optional[_Union[_types_pb2.SessionRef, _Mapping]] = ..., seq: _Optional[int] = ..., slot: _Optional[int] = ..., text: _Optional[str] = ..., tool_calls: _Optional[_Union[ToolCalls, _Mapping]] = ...) -> None: ...

class SayResponse(_message.Message):
    __slots__ = ("seq", "understanding", "x", "y", "action", "code", "explanation", "outcome", "user_prompt", "image")
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
    def __init__(self, seq: _Optional[int] = ..., understanding: _Optional[_Union[Understanding, str]] = ..., x: _Optional[float] = ..., y: _Optional[float] = ..., action: _Optional[int] = ..., code: _Optional[int] = ..., explanation: _Optional[str] = ..., outcome: _Optional[_Union[_types_pb2.Outcome, _Mapping]] = ..., user_prompt: _Optional[str] = ..., image: _Optional[bytes] = ...) -> None: ...

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
    __slots__ = ("prompt", "reply", "result")
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    REPLY_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    prompt: str
    reply: str
    result: SayResponse
    def __init__(self, prompt: _Optional[str] = ..., reply: _Optional[str] = ..., result: _Optional[_Union[SayResponse, _Mapping]] = ...) -> None: ...

class Counts(_message.Message):
    __slots__ = ("replies", "unparseable", "out_of_schema", "illegal", "no_effect", "illegal_by_code")
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
    replies: int
    unparseable: int
    out_of_schema: int
    illegal: int
    no_effect: int
    illegal_by_code: _containers.ScalarMap[int, int]
    def __init__(self, replies: _Optional[int] = ..., unparseable: _Optional[int] = ..., out_of_schema: _Optional[int] = ..., illegal: _Optional[int] = ..., no_effect: _Optional[int] = ..., illegal_by_code: _Optional[_Mapping[int, int]] = ...) -> None: ...

class TranscriptResponse(_message.Message):
    __slots__ = ("entries", "counts")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[TranscriptEntry]
    counts: Counts
    def __init__(self, entries: _Optional[_Iterable[_Union[TranscriptEntry, _Mapping]]] = ..., counts: _Optional[_Union[Counts, _Mapping]] = ...) -> None: ...
