"""Settings of a training run: one dataclass per algorithm is config file, command line and page of the docs.

A field's help is the line (a string) under it; its type says what it may be: `Count`, `Whole`, `Positive`, `Share`.
"""

import ast
import dataclasses
import inspect
import json
import re
import textwrap
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Self, TypeVar

from garrison_agents.training.errors import SettingsError

FORMAT: Final = 1


@dataclass(frozen=True)
class Bounds:
    """What a number may be."""

    low: float
    high: float = float("inf")
    low_itself: bool = True

    def hold(self, value: float) -> bool:
        """Whether the value lies within."""
        return (self.low <= value if self.low_itself else self.low < value) and value <= self.high

    def __str__(self) -> str:
        if self.high == float("inf"):
            return f"{self.low:g} or more" if self.low_itself else f"more than {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


Count = Annotated[int, Bounds(1)]
Whole = Annotated[int, Bounds(0)]
Positive = Annotated[float, Bounds(0, low_itself=False)]
AtLeastZero = Annotated[float, Bounds(0)]
Share = Annotated[float, Bounds(0, 1)]


@dataclass(frozen=True)
class RunSettings:
    """What every trainer is told."""

    AT_LEAST_ONE = "level target"

    level: tuple[str, ...] = ("garrison-1",)
    """A level's name, `generated:SEED:DIFFICULTY` (or a range of seeds, FIRST-LAST), or a file (.json); repeat it to mix levels."""
    ticks_per_step: Annotated[int, Bounds(1, 250)] = 16
    """Ticks of 0.02 s between two decisions."""
    max_ticks: Whole = 60_000
    """An episode is cut off then; 0: never."""
    steps: Count = 1_000_000
    """Decisions to train for, over all environments."""
    seed: Whole = 0
    """Seed of everything: weights, actions, episodes. On the command line repeatable: a run for each."""
    target: tuple[str, ...] = ("local",)
    """Where to play: local (in this process), own (a server of its own), host:port, unix:PATH; several addresses share the batch."""
    threads: Count = 1
    """Threads of the network's arithmetic, and of the batch where it is in this process."""
    device: str = "auto"
    """cpu, cuda, cuda:N, or auto: a GPU where there is one."""
    log_every: Count = 20_000
    """Steps between two rows of progress.csv."""
    eval_every: Count = 100_000
    """Steps between two evaluations on the frozen seeds."""
    eval_level: tuple[str, ...] = ()
    """Levels of the evaluations, if not those that are trained on; repeatable."""
    eval_episodes: Count = 20
    """Frozen episodes of each level in an evaluation."""
    checkpoint_every: Count = 100_000
    """Steps between two checkpoints, from which a run that was killed goes on."""
    wandb: str = ""
    """Weights & Biases project to log to as well, where the package wandb is installed."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, checked(type(self), field.name, getattr(self, field.name)))
        for name in self.AT_LEAST_ONE.split():
            if not getattr(self, name):
                raise SettingsError(f"{name}: came none, wanted at least one")

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels one by one, each once: ranges of generated ones are written out."""
        return spelt_out(self.level)

    @property
    def eval_levels(self) -> tuple[str, ...]:
        """The levels of the evaluations."""
        return spelt_out(self.eval_level or self.level)

    @property
    def subjects(self) -> tuple[str, ...]:
        """What is trained on, in short: the levels."""
        return tuple(Path(level).stem if level.endswith(".json") else level for level in self.level)

    @property
    def title(self) -> str:
        """What it is trained with, in a curve's legend."""
        return " + ".join(self.level[:3])

    def with_changes(self, changes: Mapping[str, Any]) -> Self:
        """These settings with some others. Raises SettingsError."""
        for name in changes:
            hint_of(type(self), name)
        return dataclasses.replace(self, **changes)

    def differences(self, other: Self) -> dict[str, Any]:
        """The fields that the other has differently, as these have them."""
        return {name: value for name, value in vars(self).items() if value != getattr(other, name)}


@dataclass(frozen=True)
class Settings(RunSettings):
    """What trainers of networks that look at views are told. The algorithms add their own."""

    AT_LEAST_ONE = "level view target"

    view: tuple[str, ...] = ("structured_norm",)
    """What the policy sees: structured_norm, rich or pixels:SIZE; several as a Dict; `all`: structured_norm, rich and pixels:84."""
    stack: Count = 4
    """Frames of a view of pixels that the policy sees at once, the newest last; other views are not stacked."""
    action_space: str = "sites"
    """sites, grid:SPLIT, or (ppo alone) native."""
    step_penalty: bool = False
    """Adds -0.0005 to every step's reward."""
    envs: Count = 64
    """Episodes side by side in one batch."""

    @property
    def views(self) -> tuple[str, ...]:
        """The views by their own names, each once."""
        return tuple(dict.fromkeys(name for view in self.view for name in (ALL_VIEWS if view == "all" else (view,))))

    @property
    def title(self) -> str:
        """What it is trained with, in a curve's legend."""
        return f"{' + '.join(self.view)}, {super().title}"


def spelt_out(levels: Sequence[str]) -> tuple[str, ...]:
    """`generated:3-5:1` is three levels. Raises SettingsError for a range that ends before it begins."""
    found: list[str] = []
    for level in levels:
        match = RANGE.fullmatch(level)
        first, last, difficulty = match.groups() if match else ("1", "1", "")
        if int(last) < int(first):
            raise SettingsError(f"level: came {level!r}, wanted generated:FIRST-LAST:DIFFICULTY with FIRST at most LAST")
        found += [f"generated:{seed}:{difficulty}" for seed in range(int(first), int(last) + 1)] if match else [level]
    return tuple(dict.fromkeys(found))


RANGE: Final = re.compile(r"generated:(\d+)-(\d+):(\d+)")
ALL_VIEWS: Final = ("structured_norm", "rich", "pixels:84")
AnySettings = TypeVar("AnySettings", bound=RunSettings)
_LINES: Final[dict[type, dict[str, str]]] = {}
_HINTS: Final[dict[type[RunSettings], dict[str, Any]]] = {}


def hints(cls: type[RunSettings]) -> dict[str, Any]:
    """Each field's type, with its bounds."""
    if cls not in _HINTS:
        _HINTS[cls] = typing.get_type_hints(cls, include_extras=True)
    return _HINTS[cls]


def hint_of(cls: type[RunSettings], name: str) -> Any:
    """One field's type. Raises SettingsError, naming the fields there are."""
    if name not in hints(cls):
        raise SettingsError(f"{name}: no such setting; there are {', '.join(hints(cls))}")
    return hints(cls)[name]


def plain_type(hint: Any) -> tuple[Any, Bounds | None]:
    """A field's type without its bounds, and these."""
    if typing.get_origin(hint) is Annotated:
        plain, bounds = typing.get_args(hint)
        return plain, bounds
    return hint, None


def item_type(plain: Any) -> Any | None:
    """The type of a tuple's items; None for what is no tuple."""
    return typing.get_args(plain)[0] if typing.get_origin(plain) is tuple else None


def checked(cls: type[RunSettings], name: str, value: Any) -> Any:
    """The value in its field's type. Raises SettingsError."""
    plain, bounds = plain_type(hint_of(cls, name))
    inner = item_type(plain)
    if inner is not None:
        if isinstance(value, str) or not isinstance(value, list | tuple):
            raise SettingsError(f"{name}: came {value!r}, wanted several of {inner.__name__}")
        return tuple(_checked_one(name, inner, bounds, one) for one in value)
    return _checked_one(name, plain, bounds, value)


def _checked_one(name: str, kind: Any, bounds: Bounds | None, value: Any) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind:
        raise SettingsError(f"{name}: came {value!r}, wanted {kind.__name__}")
    if bounds is not None and not bounds.hold(value):
        raise SettingsError(f"{name}: came {value!r}, wanted {bounds}")
    return value


def helps(cls: type[RunSettings]) -> dict[str, str]:
    """Each field's line."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__[:-1]):
        if base not in _LINES:
            _LINES[base] = _lines(base)
        found |= _LINES[base]
    return found


def _lines(cls: type) -> dict[str, str]:
    """The lines under the fields that stand in the class itself."""
    found: dict[str, str] = {}
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(body, ast.ClassDef)
    for statement, line in zip(body.body, body.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and isinstance(line, ast.Expr):
            assert isinstance(line.value, ast.Constant)
            found[statement.target.id] = str(line.value.value)
    return found


def pack_settings(algorithm: str, settings: RunSettings) -> str:
    """The config file."""
    return json.dumps({"format": FORMAT, "algorithm": algorithm, **dataclasses.asdict(settings)}, indent=1) + "\n"


def unpack_fields(data: str | bytes, source: str) -> tuple[str, dict[str, Any]]:
    """The algorithm and the fields of a config file. Raises SettingsError naming the source."""
    try:
        document = json.loads(data)
    except ValueError as error:
        raise SettingsError(f"{source}: {error}") from None
    if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
        raise SettingsError(f"{source}: not settings of format {FORMAT}")
    return str(document.pop("algorithm", "")), document


def unpack_settings(cls: type[AnySettings], data: str | bytes, source: str) -> AnySettings:
    """What pack_settings wrote. Raises SettingsError naming the source and the field."""
    _, fields = unpack_fields(data, source)
    try:
        return cls().with_changes(fields)
    except SettingsError as error:
        raise SettingsError(f"{source}: {error}") from None
