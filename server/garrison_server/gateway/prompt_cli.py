"""`garrison prompt`: exactly what a language model reads of a level."""

import json
import sys
from enum import StrEnum
from typing import Annotated, Final

import typer

from garrison_levels.faults import LevelError
from garrison_levels.level import find_level, level_text
from garrison_proto.talk import Brief, TalkOptions
from garrison_server.refusal import RefusalError

EPILOG: Final = """
Examples:

    garrison prompt garrison-3                       the full prompt, as TowerMind orders it

    garrison prompt garrison-3 --style brief         the same game in a fifth of the words

    garrison prompt garrison-1 --form calls --tools  with the tools as an endpoint is given them

    garrison prompt my-level.json --json             an object with all parts, for programs
"""


class StyleName(StrEnum):
    """TalkOptions.style."""

    full = "full"
    brief = "brief"


class FormName(StrEnum):
    """TalkOptions.form."""

    object = "object"
    named = "named"
    calls = "calls"


class TrackName(StrEnum):
    """TalkOptions.track."""

    turn = "turn"
    plan = "plan"
    real_time = "real_time"


def register(app: typer.Typer) -> None:
    """Adds `prompt` to the command line."""
    app.command("prompt", help="Print exactly what a language model reads of a level.", epilog=EPILOG)(prompt)


def prompt(
    name: Annotated[
        str, typer.Argument(metavar="LEVEL", help="A benchmark level's name, generated:SEED:DIFFICULTY, or the path of a .json file.")
    ],
    style: Annotated[StyleName, typer.Option(help="How long the prompts are.")] = StyleName.full,
    form: Annotated[FormName | None, typer.Option(help="Which form of answer they ask for.", show_default="by the style")] = None,
    track: Annotated[TrackName, typer.Option(help="How the model's time and the game's go together.")] = TrackName.turn,
    thoughts: Annotated[bool, typer.Option("--thoughts", help="Words may stand before the answer.")] = False,
    image: Annotated[bool, typer.Option("--image", help="As where a picture is sent along.")] = False,
    image_alone: Annotated[bool, typer.Option("--image-alone", help="As where the picture alone tells the state.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of the episode whose first state is told.")] = 0,
    tools: Annotated[bool, typer.Option("--tools", help="Print the tools too, in OpenAI's form.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object: prompts, tools in both forms, the answer's schema.")
    ] = False,
) -> None:
    options = TalkOptions(style.value, form.value if form else None, track.value, thoughts=thoughts, image_alone=image_alone)
    try:
        told = _brief(name, options, seed, ("pixels:512",) if image or image_alone else ())
    except (LevelError, RefusalError) as error:
        print(f"garrison prompt: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        parts = ("system_prompt", "user_prompt", "openai_tools", "mcp_tools", "answer_schema")
        return print(json.dumps({part: getattr(told, part) for part in parts}))
    print(told.system_prompt, "", told.user_prompt, sep="\n")
    if tools:
        print("", json.dumps(told.openai_tools, indent=2), sep="\n")
    print(f"system prompt: {_size(told.system_prompt)}; first user prompt: {_size(told.user_prompt)}", file=sys.stderr)
    return None


def _brief(name: str, options: TalkOptions, seed: int, views: tuple[str, ...]) -> Brief:
    # Every command of `garrison` imports this file, and few need the simulator.
    from garrison_proto.records import OpenOptions
    from garrison_server.gateway.conversations import Conversations
    from garrison_server.plan import plan_of
    from garrison_server.session import Session

    document = level_text(find_level(name)).encode()
    session = Session(plan_of(OpenOptions(level_documents=(document,), views=views), 1))
    session.reset([0], [seed])
    return Conversations(session).brief(0, options)


def _size(text: str) -> str:
    return f"{len(text):,} characters, {len(text.split()):,} words"
