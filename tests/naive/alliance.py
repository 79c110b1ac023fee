"""What several seats share and what they do not."""

import math
from fractions import Fraction

from garrison_proto.modes import AllianceRules


def purses(gold: int, alliance: AllianceRules) -> list[float]:
    """Each seat's gold at the start."""
    if alliance.purse == "full":
        return [float(gold)] * alliance.seats
    parts = [0] * alliance.seats
    for piece in range(gold):
        parts[piece % alliance.seats] += 1
    return [float(part) for part in parts]


def shares(value: int, finder: int, alliance: AllianceRules) -> list[float]:
    """What a coin pays each seat: the others get equal whole parts of what the finder leaves."""
    parts = [0.0] * alliance.seats
    left = math.floor(value - Fraction(str(alliance.finder_share)) * value)
    while left >= alliance.seats - 1 > 0:
        left -= alliance.seats - 1
        parts = [part + 1.0 for part in parts]
    parts[finder] = value - sum(parts[:finder] + parts[finder + 1 :])
    return parts


def rewards(lost: list[int], alliance: AllianceRules, road_seats: list[int]) -> list[float]:
    """Each seat's reward for the lives lost by road in a step."""
    if alliance.reward == "own":
        return [0.0 - sum(n for road, n in enumerate(lost) if n and road_seats[road] == seat) for seat in range(alliance.seats)]
    parts = alliance.seats if alliance.reward == "split" else 1
    return [0.0 - sum(lost) / parts] * alliance.seats
