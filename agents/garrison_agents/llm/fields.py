"""A table of a config file into a frozen dataclass, each value checked against its field's type."""

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeVar

from garrison_agents.llm.errors import ConfigError
from garrison_agents.training.settings import Bounds

Count = Annotated[int, Bounds(1)]
Whole = Annotated[int, Bounds(0)]
Positive = Annotated[float, Bounds(0, low_itself=False)]
AtLeastZero = Annotated[float, Bounds(0)]
Made = TypeVar("Made")
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclasses.dataclass(frozen=True)
class OneOf:
    """The words that a field may be."""

    words: tuple[str, ...]

    def hold(self, value: object) -> bool:
        return value in self.words

    def __str__(self) -> str:
        return f"one of {', '.join(self.words)}"


def made(cls: type[Made], table: Any, where: str) -> Made:
    """`table` as a `cls`. Raises ConfigError naming the field under `where`, what came and what was wanted."""
    if not isinstance(table, Mapping):
        raise ConfigError(f"{where}: came {_short(table)}, wanted a table with {', '.join(_hints(cls))}")
    hints = _hints(cls)
    for name in table:
        if name not in hints:
            raise ConfigError(f"{_path(where, name)}: no such field; there are {', '.join(hints)}")
    values = {name: value_of(hints[name], value, _path(where, name)) for name, value in table.items()}
    missing = [field.name for field in dataclasses.fields(cls) if _required(field) and field.name not in values]  # type: ignore[arg-type]
    if missing:
        raise ConfigError(f"{_path(where, missing[0])}: is missing")
    try:
        return cls(**values)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}" if where else str(error)) from None


def value_of(hint: Any, value: Any, where: str) -> Any:
    """One value in its field's type: a plain type, T | None, tuple[T, ...], dict or dataclass; Annotated bounds hold."""
    rules: tuple[Any, ...] = ()
    if typing.get_origin(hint) is Annotated:
        hint, *rest = typing.get_args(hint)
        rules = tuple(rest)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (inner,) = (one for one in typing.get_args(hint) if one is not type(None))
        if value is None:
            return None
        return value_of(inner, value, where)
    if typing.get_origin(hint) is tuple:
        if isinstance(value, str) or not isinstance(value, list | tuple):
            raise ConfigError(f"{where}: came {_short(value)}, wanted a list")
        return tuple(value_of(typing.get_args(hint)[0], one, f"{where}[{index}]") for index, one in enumerate(value))
    if dataclasses.is_dataclass(hint):
        return made(hint, value, where)  # type: ignore[arg-type]
    return _plain(hint, value, where, rules)


def _plain(kind: Any, value: Any, where: str, rules: tuple[Any, ...]) -> Any:
    kind = typing.get_origin(kind) or kind
    if kind is float and type(value) is int:
        value = float(value)
    if kind is not Any and type(value) is not kind:
        raise ConfigError(f"{where}: came {_short(value)}, wanted {kind.__name__}")
    for rule in rules:
        if not rule.hold(value):
            raise ConfigError(f"{where}: came {_short(value)}, wanted {rule}")
    return value


def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls, include_extras=True)


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _path(where: str, name: object) -> str:
    return f"{where}.{name}" if where else str(name)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def check_name(name: str) -> None:
    """Raises ConfigError for what cannot be part of a file's name."""
    if not NAME.fullmatch(name):
        raise ConfigError(f"name: came {name!r}, wanted letters, digits, dot, dash or underscore, at most 64, the first a letter or digit")
