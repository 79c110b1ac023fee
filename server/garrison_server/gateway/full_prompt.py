# ruff: noqa: E501
"""The full system prompt, in TowerMind's order: rules; actions with tips and error codes; tables; the level; how a state is told."""

from garrison_server.gateway.action_words import action_words
from garrison_server.gateway.lesson import Lesson
from garrison_server.gateway.level_words import level_words
from garrison_server.gateway.rule_words import rule_words
from garrison_server.gateway.table_words import table_words

STATE = """# How a state is told
One JSON object. Map_..., Tower_Points_..., and the Level_... keys before Level_Current_Step never change, but for the two counts of gold coins collected and of knights \
lost to your own fire that were paid for. What changes:
- Level_Current_Step, Level_Current_Time: decisions taken, seconds played. Level_Current_Wave: waves begun. Level_Current_Wave_Countdown: seconds to the next wave, 0 while one \
is coming in. Level_Remaining_Waves: not begun yet. Level_Current_Wave_Enemies: types of the wave begun last, gone or not.
- Level_Current_Gold_Coins, Level_Current_Health: your gold and lives.
- Level_Knight_Reinforcements_Countdown: seconds until reinforcements can be called. Level_Hero_Realtime_Status: place (null: dead or hidden), health, revival.
- Level_Dropped_Gold_Coins_Realtime_Status: the coin on the map, and the seconds it still lies; null: none in sight.
- Level_Towers_Realtime_Status: one entry for each site in sight: Is_Built, Tower_Name, Tower_Level, Is_Frozen, and where its knights gather.
- Level_Enemies_Realtime_Status, Level_Knights_Realtime_Status: those in sight, with place and health; Type is the enemy's type number. Level_Hero_Fire_Of_Rage_Positions: fires.
- Agent_Last_Action_Info: your last action, whether it was accepted, and its error code."""


def full_prompt(lesson: Lesson) -> str:
    """The system prompt."""
    return "\n\n".join((rule_words(lesson), action_words(lesson), table_words(lesson), level_words(lesson), STATE))
