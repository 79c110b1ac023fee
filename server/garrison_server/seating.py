"""Who sits where: the rules of a mode with several seats, laid over boards, and bound into the hash of what was played."""

import hashlib
import json
from dataclasses import asdict

from garrison_proto.modes import REWARDS, AllianceRules, SiegeRules
from garrison_server.board import B_BUDGET, B_FINDER_SHARE, B_INTENSITY, B_REWARD, B_SEATS, B_SPLIT_PURSE, B_ZONED, Boards

Seating = AllianceRules | SiegeRules | None  # checked (see mode_rules.checked_rules); None: defense


def mode_of(rules: Seating) -> str:
    """The name of the mode that has these rules."""
    return "defense" if rules is None else "siege" if isinstance(rules, SiegeRules) else "alliance"


def defenders_of(rules: Seating) -> AllianceRules:
    """The rules among those who defend."""
    if rules is None:
        return AllianceRules(seats=1)
    return rules.defenders if isinstance(rules, SiegeRules) else rules


def bound_hash(level_hash: bytes, rules: Seating) -> bytes:
    """What snapshots and replays are bound to, 32 bytes: the level's sha256 in defense, else one of level, mode and rules."""
    if rules is None:
        return level_hash
    canonical = json.dumps([level_hash.hex(), mode_of(rules), asdict(rules)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()


def lay(rules: Seating, boards: Boards) -> Boards:
    """The boards, with the rules' numbers written on them and every point and road given to a seat."""
    ours, numbers = defenders_of(rules), boards.numbers
    numbers[:, B_SEATS] = ours.seats
    numbers[:, B_FINDER_SHARE] = ours.finder_share
    numbers[:, B_SPLIT_PURSE] = ours.purse == "split"
    numbers[:, B_ZONED] = ours.ownership == "zones"
    numbers[:, B_REWARD] = REWARDS.index(ours.reward)
    boards.point_seats %= ours.seats
    boards.road_seats %= ours.seats
    if isinstance(rules, SiegeRules):
        numbers[:, B_BUDGET], numbers[:, B_INTENSITY] = rules.budget, rules.intensity
    return boards
