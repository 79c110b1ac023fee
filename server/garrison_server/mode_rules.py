"""What a mode of several seats may be played by: a client's rules checked, and the defaults of each mode."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from garrison_proto.modes import MOST_DEFENDERS, OWNERSHIPS, PURSES, REWARDS, RULES, AllianceRules, CommonsRules, Rules, SiegeRules
from garrison_server.refusal import FieldError

MOST_FACTOR: Final = 10.0  # of a siege's budget and intensity


def checked_rules(mode: str, rules: Rules | None) -> Rules | None:
    """The rules that a mode is played by, its defaults where none are given; None in defense. Raises FieldError.

    Those of the commons are judged further by the simulator, which knows the graphs and payoffs.
    """
    wanted = RULES.get(mode)
    if wanted is None:
        if rules is not None:
            raise FieldError("rules", f"{type(rules).__name__} in mode {mode}", "none")
        return None
    if rules is None:
        return wanted()
    if not isinstance(rules, wanted):
        raise FieldError("rules", f"{type(rules).__name__} in mode {mode}", wanted.__name__)
    if isinstance(rules, AllianceRules):
        return _alliance("alliance", rules)
    if isinstance(rules, SiegeRules):
        budget, intensity = (_number(f"siege.{name}", getattr(rules, name), MOST_FACTOR) for name in ("budget", "intensity"))
        return SiegeRules(_alliance("siege.defenders", rules.defenders), budget, intensity)
    return _commons(rules)


def _alliance(field: str, rules: AllianceRules) -> AllianceRules:
    seats = rules.seats
    if isinstance(seats, bool) or not isinstance(seats, int) or not 1 <= seats <= MOST_DEFENDERS:
        raise FieldError(f"{field}.seats", repr(seats), f"1 to {MOST_DEFENDERS}")
    for name, known in (("reward", REWARDS), ("ownership", OWNERSHIPS), ("purse", PURSES)):
        _word(f"{field}.{name}", getattr(rules, name), known)
    return replace(rules, finder_share=_number(f"{field}.finder_share", rules.finder_share, 1.0))


def _commons(rules: CommonsRules) -> CommonsRules:
    """Numbers as they come over the wire, which has one kind: whole ones are whole, so that both roads mean the same."""
    changes = {name: int(value) if isinstance(value, float) and value.is_integer() else value for name, value in rules.changes.items()}
    return replace(rules, changes=changes)


def _word(field: str, value: Any, known: Sequence[str]) -> None:
    if value not in known:
        raise FieldError(field, repr(value), f"one of {', '.join(known)}")


def _number(field: str, value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not (math.isfinite(value) and 0.0 <= value <= most):
        raise FieldError(field, repr(value), f"a number from 0 to {most:g}")
    return float(value)
