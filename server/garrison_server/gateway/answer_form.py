# ruff: noqa: E501
"""The answer's form, as the end of every user prompt tells it."""

from garrison_proto.talk import TalkOptions
from garrison_server import rules
from garrison_server.gateway.menu import Menu
from garrison_server.gateway.plans import MOST_ACTS, MOST_STEPS

OBJECT = 'one JSON object {"X": x, "Y": y, "Action": number}, for example {"X": 0.5, "Y": -1.2, "Action": 9}'
NAMED = 'one JSON object {{"name": tool, "arguments": {{...}}}}, for example {{"name": "build", "arguments": {{"site": "{site}", "tower": "archer"}}}}'
ALONE = "Your reply must be {answer}. Nothing else: no words before or after it, all keys present, numbers as plain numbers."
THOUGHTS = "You may think in words first. End your reply with {answer}, alone in one fenced block: a line ```json, the object, a line ```. Use no other fenced block."
PLAN_OBJECT = (
    f' Or a plan: {{"Plan": [up to {MOST_ACTS} such objects, one a step], "Until": {{"Leak": true, "Wave": true, "Gold": 240}}, "Steps": n}}. It plays its actions in order, then waits. '
    f"It ends after n steps (1 to {MOST_STEPS}), at a refused action, or when something named in Until happens: an enemy reaches the base, a wave begins, there is so much gold. "
    "Name in Until only what you want; {} is nothing."
)
PLAN_NAMED = (
    f' Or a plan: {{"name": "plan", "arguments": {{"actions": [up to {MOST_ACTS} such objects, one a step], "until": {{"leak": true, "wave": true, "gold": 240}}, "steps": n}}}}. It plays its actions in '
    f"order, then waits. It ends after n steps (1 to {MOST_STEPS}), at a refused action, or when something named in until happens: an enemy reaches the base, a wave begins, there is so "
    "much gold. Name in until only what you want; {} is nothing."
)


def answer_form(options: TalkOptions, menu: Menu) -> str:
    """What a reply must be."""
    if options.form == "calls":
        if options.track == "plan":
            return f"Call tools: one, or up to {MOST_ACTS} to be played in order, one a step, or `plan` alone."
        return "Call exactly one tool."
    answer, plan = (OBJECT, PLAN_OBJECT) if options.form == "object" else (NAMED.format(site=menu.sites[0]), PLAN_NAMED)
    told = (THOUGHTS if options.thoughts else ALONE).replace("{answer}", answer)
    numbers = f" Action is a whole number from 0 to {rules.N_ACTIONS - 1}; X and Y lie from -3 to 3." if options.form == "object" else ""
    return told + numbers + (plan if options.track == "plan" else "")
