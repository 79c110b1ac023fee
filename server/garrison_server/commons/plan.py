"""Plans of the commons: its rules checked, and its views and actions specified; it has no level."""

from typing import Final

from garrison_proto.modes import CommonsRules
from garrison_proto.records import ActionSpec, Description, LevelInfo, OpenOptions, ViewSpec
from garrison_server.commons import rules
from garrison_server.commons.episode import scenario_hash
from garrison_server.commons.graph import graph_of
from garrison_server.commons.observe import COLUMNS, N_COLUMNS
from garrison_server.commons.words import MOST_OVERVIEW, MOST_TOLD
from garrison_server.picture.sizes import size_of
from garrison_server.refusal import FieldError

NAME: Final = "commons"  # where other modes name a level
ACTIONS: Final = ActionSpec("commons", rules.N_ACTIONS, rules.ACTION_NAMES)
SPACES: Final = ("native", ACTIONS.name)  # both mean its own
MOST: Final = float(1 << 40)  # no count comes near
PIXELS: Final = "pixels:SIZE with a SIZE from 64 to 512"

CONDUCT: Final = ("did", "leaks", "walls", "lost", "steps")  # columns of the view `conduct`: see its ViewSpec below


def seat_views(seats: int) -> dict[str, ViewSpec]:
    """The views of one name, each of all seats but the overview.

    `conduct`: 0 nothing yet, 1 saved, 2 guarded, 3 built; leaks of the last step; turns at the wall, leaks and steps of the episode.
    `neighbours`: who they are, -1 for nobody. `overview`: the whole game in words, for those who watch.
    """
    specs = (
        ViewSpec("commons", "tensor", "float32", (N_COLUMNS,), 0.0, 1.0, 0, seats),
        ViewSpec("mask", "tensor", "uint8", (rules.N_ACTIONS,), 0.0, 1.0, 0, seats),
        ViewSpec("conduct", "tensor", "int64", (len(CONDUCT),), 0.0, MOST, 0, seats),
        ViewSpec("neighbours", "tensor", "int8", (rules.MAX_NEIGHBOURS,), -1.0, float(rules.MOST_SEATS - 1), 0, seats),
        ViewSpec("text", "text", max_length=MOST_TOLD, seats=seats),
        ViewSpec("overview", "text", max_length=MOST_OVERVIEW),
    )
    return {spec.name: spec for spec in specs}


def commons_view_spec(name: str, seats: int) -> ViewSpec:
    """What a view looks like; pixels show the whole game. Raises FieldError."""
    named = seat_views(seats)
    if name in named:
        return named[name]
    size = size_of(name)
    if size is None or size.side < 64 or size.bare:
        raise FieldError("views", repr(name[:80]), f"one of {', '.join(named)}, {PIXELS}")
    return ViewSpec(name, "tensor", "uint8", (size.side, size.side, 3), 0.0, 255.0)


def checked_game(options: OpenOptions, asked: CommonsRules) -> LevelInfo:
    """What all slots of a session play, under its own hash. Raises FieldError."""
    named = len(options.levels) + len(options.level_documents)
    if named:
        raise FieldError("levels", f"{named} levels", "none: the commons has no level")
    if options.action_space not in SPACES:
        raise FieldError("action_space", repr(options.action_space[:80]), " or ".join(SPACES))
    near = graph_of(asked.graph, asked.seats, asked.graph_seed)
    return LevelInfo(NAME, "The Commons", scenario_hash(rules.payoffs_of(asked.payoffs, asked.changes), near).hex())


def describe_commons() -> Description:
    """All that may be known of the commons before it is played: by its defaults, with all named payoffs and the bounds of each."""
    seats = CommonsRules().seats
    payoffs = {name: rules.payoffs_of(name)._asdict() for name in rules.NAMED}
    return Description(
        level=checked_game(OpenOptions(), CommonsRules()), mode=NAME,
        views=(*seat_views(seats).values(), commons_view_spec("pixels:512", seats)),
        actions=(ACTIONS,), action_names=rules.ACTION_NAMES, error_texts=rules.ERROR_TEXTS,
        rules={"payoffs": payoffs, "bounds": {name: list(bounds) for name, bounds in rules.BOUNDS.items()}, "columns": list(COLUMNS),
               "graphs": list(rules.GRAPHS)},
        level_document=b"",
    )  # fmt: skip
