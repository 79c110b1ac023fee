"""Packs and unpacks the rules of the modes with several seats; what the schema lets out is filled in, and the plan judges the values."""

from typing import Any

from garrison_proto.modes import AllianceRules, CommonsRules, Rules, SiegeRules
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import modes_pb2 as pb
from garrison_proto.v1 import seats_pb2

Holder = env.OpenRequest | seats_pb2.Seated  # both have the oneof `rules`


def write_rules(message: Holder, rules: Rules | None) -> None:
    """The rules where a message has them; None: nothing."""
    if isinstance(rules, AllianceRules):
        message.alliance.CopyFrom(_alliance(rules))
    elif isinstance(rules, SiegeRules):
        message.siege.CopyFrom(pb.SiegeRules(defenders=_alliance(rules.defenders), budget=rules.budget, intensity=rules.intensity))
    elif rules is not None:
        message.commons.CopyFrom(
            pb.CommonsRules(
                seats=rules.seats, graph=rules.graph, graph_seed=rules.graph_seed, payoffs=rules.payoffs, changes=dict(rules.changes)
            )
        )


def unpack_rules(message: Holder) -> Rules | None:
    """The rules in a message; None where there are none."""
    which = message.WhichOneof("rules")
    if which == "alliance":
        return _alliance_of(message.alliance, AllianceRules())
    if which == "siege":
        siege, default = message.siege, SiegeRules()
        return SiegeRules(
            _alliance_of(siege.defenders, default.defenders),
            siege.budget if siege.HasField("budget") else default.budget,
            siege.intensity if siege.HasField("intensity") else default.intensity,
        )
    if which != "commons":
        return None
    commons, usual = message.commons, CommonsRules()
    return CommonsRules(
        commons.seats or usual.seats, commons.graph or usual.graph, commons.graph_seed, commons.payoffs or usual.payoffs,
        dict(commons.changes),
    )  # fmt: skip


def _alliance(rules: AllianceRules) -> pb.AllianceRules:
    return pb.AllianceRules(
        seats=rules.seats, reward=rules.reward, ownership=rules.ownership, finder_share=rules.finder_share, purse=rules.purse
    )


def _alliance_of(message: pb.AllianceRules, default: AllianceRules) -> AllianceRules:
    words: dict[str, Any] = {name: getattr(message, name) or getattr(default, name) for name in ("reward", "ownership", "purse")}
    share = message.finder_share if message.HasField("finder_share") else default.finder_share
    return AllianceRules(seats=message.seats or default.seats, finder_share=share, **words)
