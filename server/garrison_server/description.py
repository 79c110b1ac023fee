"""Descriptions: all that may be known of a scenario before it is played."""

from dataclasses import asdict
from typing import Any, Final

from garrison_levels.level import Level, level_text
from garrison_proto.modes import SiegeRules
from garrison_proto.records import Description
from garrison_server import rules
from garrison_server.board import Board, merged
from garrison_server.commons.plan import describe_commons
from garrison_server.mode_rules import checked_rules
from garrison_server.observe.action_space import action_spec
from garrison_server.observe.attack_space import attack_spec
from garrison_server.observe.seat_views import described, seat_view_spec
from garrison_server.scenario import checked_mode, named_scenario, sent_scenario

ACTION_SPACES: Final = ("native", "grid:16", "sites")  # the described ones; grid takes other splits too

ERROR_TEXTS: Final = {
    "defense": rules.ERROR_TEXTS, "alliance": rules.SEVERAL_ERROR_TEXTS, "siege": rules.SIEGE_ERROR_TEXTS
}  # by mode  # fmt: skip


def describe(level: str, mode: str = "defense", level_document: bytes | None = None) -> Description:
    """Spaces, action table, error texts and rules' numbers of a scenario. Raises LevelNameError, LevelDocumentError, FieldError."""
    if mode == "commons":
        return describe_commons()
    mode_rules = checked_rules(checked_mode(mode), None)
    siege = isinstance(mode_rules, SiegeRules)
    defenders = 1 if mode_rules is None else mode_rules.seats - siege
    scenario = named_scenario(level) if level_document is None else sent_scenario(level_document)
    return Description(
        level=scenario.info,
        mode=mode,
        views=tuple(seat_view_spec(name, "native", mode_rules) for name in described(mode_rules)),
        actions=(
            *(action_spec(name, scenario.board, defenders) for name in ACTION_SPACES),
            *((attack_spec("sites", scenario.board),) if siege else ()),
        ),
        action_names=rules.SEVERAL_ACTION_NAMES if defenders > 1 else rules.ACTION_NAMES,
        error_texts=ERROR_TEXTS[mode],
        rules=_numbers(scenario.level, scenario.board) | ({} if mode_rules is None else {mode: asdict(mode_rules)}),
        level_document=level_text(scenario.level).encode(),
    )


def _numbers(level: Level, board: Board) -> dict[str, Any]:
    """The tables of the rules with the level's overrides laid over them, and the places that `sites` names."""
    return {
        "ticks_per_s": rules.TICKS_PER_S,
        "towers": [row._asdict() for row in merged(rules.TOWERS, level.rules.towers)],
        "enemies": [{"type": i, **row._asdict()} for i, row in enumerate(merged(rules.ENEMIES, level.rules.enemies))],
        "knight": rules.Knight()._replace(**level.rules.knight)._asdict(),
        "reinforcements": rules.Reinforcements()._replace(**level.rules.reinforcements)._asdict(),
        "hero": rules.Hero()._replace(**level.rules.hero)._asdict(),
        "anchors": [[x, y] for x, y in board.anchors.tolist() if x != rules.ABSENT],
        "level": level.model_dump(mode="json", exclude={"rules", "look", "format"}),
    }
