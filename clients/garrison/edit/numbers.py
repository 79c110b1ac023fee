"""The numbers of a level: its economy, times and fog, as rows of one table, and the edits that set them."""

from dataclasses import replace
from typing import Final, NamedTuple

from garrison.edit.draft import Draft, EditError


class Number(NamedTuple):
    """One number of the level file. A step is what a click on + or - adds; a whole number takes no fraction."""

    field: str
    label: str
    default: float | int | bool  # of a new level
    step: float = 1
    whole: bool = False
    unit: str = ""
    hint: str = ""


NUMBERS: Final = (
    Number("countdown_s", "Before the first wave", 10.0, 1, unit="s", hint="seconds until the first enemy comes"),
    Number("wave_interval_s", "Between two waves", 6.0, 1, unit="s", hint="from one wave's last enemy to the next wave's first"),
    Number("gold.start", "Gold at the start", 300, 10, True, hint="gold in hand at the start"),
    Number("gold.maximum", "Most gold", 2000, 100, True, hint="the most gold that can be held"),
    Number("life", "Life", 20, 1, True, hint="how many enemies may reach the base"),
    Number("refund_rate", "Refund", 0.7, 0.05, hint="share of all spent on a tower that selling it pays back, 0 to 1"),
    Number("coins.refresh_s", "Next coin after", 6.0, 0.5, unit="s", hint="seconds from the end of one coin to the next"),
    Number("coins.residence_s", "A coin lies for", 9.0, 0.5, unit="s", hint="seconds that a coin lies before it is gone"),
    Number("coins.value", "A coin pays", 38, 1, True, hint="the least that a coin pays"),
    Number("coins.extra", "and up to, more", 20, 1, True, hint="a coin pays up to this much more"),
    Number("fog.on", "Fog", False, hint="a cloud that drifts over the map and hides what it covers"),
    Number("fog.speed", "Fog's speed", 0.3, 0.05, unit="/s", hint="map units a second"),
)
BY_FIELD: Final = {number.field: number for number in NUMBERS}


def set_number(draft: Draft, field: str, value: float | int | bool) -> Draft:
    """The draft with one number set; raises EditError where the kind of number does not fit. Its range is the server's to judge."""
    number = BY_FIELD[field]
    if isinstance(number.default, bool) is not isinstance(value, bool):
        raise EditError(f"{number.label}: {value} came, wanted {'on or off' if isinstance(number.default, bool) else 'a number'}")
    if number.whole and value != int(value):
        raise EditError(f"{number.label}: {value:g} came, wanted a whole number")
    kept = value if isinstance(value, bool) else int(value) if number.whole else float(value)
    return replace(draft, numbers={**draft.numbers, field: kept})


def step_number(draft: Draft, field: str, steps: int) -> Draft:
    """The draft with one number stepped up or down."""
    number = BY_FIELD[field]
    return set_number(draft, field, round(draft.numbers[field] + steps * number.step, 6))


def parsed_number(field: str, text: str) -> float | int:
    """The number that a person typed; raises EditError with what came and what was wanted."""
    number = BY_FIELD[field]
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        raise EditError(f"{number.label}: {text!r} came, wanted {'a whole number' if number.whole else 'a number'}") from None
    if value - value != 0:
        raise EditError(f"{number.label}: {text!r} came, wanted a finite number")
    if number.whole and value != int(value):
        raise EditError(f"{number.label}: {text!r} came, wanted a whole number")
    return int(value) if number.whole else value
