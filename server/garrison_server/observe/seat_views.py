"""Views where several seats look on: which there are, and what each looks like with an axis of seats."""

from dataclasses import replace
from typing import Final

from garrison_proto.modes import LONGEST_MESSAGE, MOST_DEFENDERS, Rules, SiegeRules
from garrison_proto.records import ViewSpec
from garrison_server.observe import company
from garrison_server.observe.attack_views import ATTACK_VIEWS, attack_view_spec, is_attackers
from garrison_server.observe.views import DESCRIBED, SEAT_VIEWS, VIEWS, ViewError, view_spec
from garrison_server.picture.sizes import WANTED

WHOLE: Final = ("leaks",)  # the same for all seats, and shown once
MESSAGES: Final = ViewSpec("messages", "text", max_length=2 + (MOST_DEFENDERS - 1) * (40 + 12 * LONGEST_MESSAGE))


def seat_view_spec(name: str, action_space: str, rules: Rules | None) -> ViewSpec:
    """What a view looks like in a mode with these rules; None: defense, without an axis of seats. Raises ViewError."""
    if rules is None:
        if name in SEAT_VIEWS or name == MESSAGES.name:
            raise ViewError(f"view: came {name!r}, wanted one of {', '.join(VIEWS)}, {WANTED}")
        return view_spec(name, action_space)
    if isinstance(rules, SiegeRules) and is_attackers(name):
        return replace(attack_view_spec(name, action_space), seats=1, first_seat=rules.defenders.seats)
    defenders = rules.seats - isinstance(rules, SiegeRules)
    spec = MESSAGES if name == MESSAGES.name else view_spec(name, action_space, defenders)
    if name in WHOLE:
        return spec
    if name == "allies":
        spec = replace(spec, shape=(defenders, *spec.shape))
    if name in ("text", "brief") and defenders > 1:
        spec = replace(spec, max_length=spec.max_length + company.ROOM)
    return replace(spec, seats=defenders)


def described(rules: Rules | None) -> tuple[str, ...]:
    """The views of a mode, with pixels of two sizes as examples of all."""
    if rules is None:
        return DESCRIBED
    attacks = tuple(ATTACK_VIEWS) if isinstance(rules, SiegeRules) else ()
    return (*VIEWS, *SEAT_VIEWS, MESSAGES.name, *attacks, *DESCRIBED[len(VIEWS) :])
