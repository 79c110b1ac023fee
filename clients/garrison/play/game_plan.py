"""What is needed before a game can begin: its description, who plays, and how its session is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from garrison.connection import Connection
from garrison.play.attack_seat import WAIT, AttackOrder
from garrison.play.lineup import Lineup
from garrison.play.partner import Mind, load_mind
from garrison_proto.records import Description, OpenOptions

PICTURE: Final = "pixels:512"
SHARED_PICTURE: Final = "pixels:512:bare"  # where several people look at it: without one seat's panels
VIEWS: Final = ("text", "mask", "leaks")
ATTACK_PICTURE: Final = "attacker_pixels:512"
ATTACK_VIEWS: Final = ("attacker_text", "attacker_mask")
LEASE_S: Final = 600.0  # a machine that was asleep for a while finds its game again
DEFENSE: Final = Lineup()


@dataclass(frozen=True)
class GamePlan:
    """As `plan_of` makes it."""

    lineup: Lineup
    options: OpenOptions
    described: Description
    minds: Mapping[int, Mind]  # by seat
    picture: str  # the view that is shown


def plan_of(connection: Connection, options: OpenOptions, lineup: Lineup = DEFENSE) -> GamePlan:
    """options: what is played; mode, views, ticks and lease are the window's. Raises what `describe` and `load_mind` raise."""
    document = options.level_documents[0] if options.level_documents else None
    described = connection.describe(options.levels[0] if options.levels else "", lineup.mode, document)
    minds = {seat: load_mind(agent, described, lineup.rules, seat == lineup.defenders) for seat, agent in lineup.agents.items()}
    picture = ATTACK_PICTURE if lineup.attacks else PICTURE if len(lineup.seats_of_people) == 1 else SHARED_PICTURE
    own = (*VIEWS, *ATTACK_VIEWS) if lineup.attacks else VIEWS
    views = tuple(dict.fromkeys((picture, *own, *(view for mind in minds.values() for view in mind.views))))
    opening = replace(
        options, views=views, ticks_per_step=1, lease_s=LEASE_S, action_space="native", autoreset="none", **lineup.options
    )  # fmt: skip
    return GamePlan(lineup, opening, described, minds, picture)


def rehearse(connection: Connection, plan: GamePlan) -> None:
    """Plays one tick of such a game and forgets it: a server that never played one of so many seats compiles it first."""
    session = connection.open(plan.options)
    try:
        session.reset([0], [0])
        orders = np.tile([0.0, 0.0, 6.0], (1, session.opened.seats, 1))
        if plan.lineup.mode == "siege":
            orders[0, -1] = AttackOrder(WAIT).row
        session.step([0], orders)
    finally:
        session.close()
