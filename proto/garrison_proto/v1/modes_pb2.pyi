from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AllianceRules(_message.Message):
    __slots__ = ("seats", "reward", "ownership", "finder_share", "purse")
    SEATS_FIELD_NUMBER: _ClassVar[int]
    REWARD_FIELD_NUMBER: _ClassVar[int]
    OWNERSHIP_FIELD_NUMBER: _ClassVar[int]
    FINDER_SHARE_FIELD_NUMBER: _ClassVar[int]
    PURSE_FIELD_NUMBER: _ClassVar[int]
    seats: int
    reward: str
    ownership: str
    finder_share: float
    purse: str
    def __init__(self, seats: _Optional[int] = ..., reward: _Optional[str] = ..., ownership: _Optional[str] = ..., finder_share: _Optional[float] = ..., purse: _Optional[str] = ...) -> None: ...

class SiegeRules(_message.Message):
    __slots__ = ("defenders", "budget", "intensity")
    DEFENDERS_FIELD_NUMBER: _ClassVar[int]
    BUDGET_FIELD_NUMBER: _ClassVar[int]
    INTENSITY_FIELD_NUMBER: _ClassVar[int]
    defenders: AllianceRules
    budget: float
    intensity: float
    def __init__(self, defenders: _Optional[_Union[AllianceRules, _Mapping]] = ..., budget: _Optional[float] = ..., intensity: _Optional[float] = ...) -> None: ...

class CommonsRules(_message.Message):
    __slots__ = ("seats", "graph", "graph_seed", "payoffs", "changes")
    class ChangesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    SEATS_FIELD_NUMBER: _ClassVar[int]
    GRAPH_FIELD_NUMBER: _ClassVar[int]
    GRAPH_SEED_FIELD_NUMBER: _ClassVar[int]
    PAYOFFS_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    seats: int
    graph: str
    graph_seed: int
    payoffs: str
    changes: _containers.ScalarMap[str, float]
    def __init__(self, seats: _Optional[int] = ..., graph: _Optional[str] = ..., graph_seed: _Optional[int] = ..., payoffs: _Optional[str] = ..., changes: _Optional[_Mapping[str, float]] = ...) -> None: ...
