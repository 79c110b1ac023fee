"""The system prompts, and the answer's form that ends every user prompt.

The full one goes in TowerMind's order: rules; actions with tips and error codes; tables; the level (then how a state is
told). The brief one tells the same game in a fifth of the words.
"""

from garrison_server.gateway.lesson import Lesson
from garrison_server.gateway.level_words import level_words
from garrison_server.gateway.numbers import flags, numbers
from garrison_server.gateway.prose import prose
from garrison_server.gateway.table_words import table_words


def system_prompt(lesson: Lesson) -> str:
    """What a model is told before the first state."""
    values, up = numbers(lesson), flags(lesson)
    if lesson.options.style == "brief":
        return prose("brief", values, up)
    rules, actions, state = (prose(name, values, up) for name in ("rules", "actions", "picture" if lesson.options.image_alone else "state"))
    return "\n\n".join((rules, actions, table_words(lesson), level_words(lesson), state))


def answer_form(lesson: Lesson) -> str:
    """What a reply must be."""
    return prose("answer", numbers(lesson), flags(lesson))
