"""The observation as resources: what can be read of a game, under which address."""

import base64
import json
from collections.abc import Callable
from typing import Final, NamedTuple

from garrison.mcp.game import Game

ROOT: Final = "garrison://game/"


class Content(NamedTuple):
    """Words, or a file in base64."""

    text: str
    blob: str = ""


class Leaf(NamedTuple):
    """One resource of a game."""

    name: str
    mime_type: str
    about: str
    read: Callable[[Game], Content]


LEAVES: Final = (
    Leaf("rules", "text/plain", "The rules, the level and its numbers.", lambda game: Content(game.rules)),
    Leaf("state", "text/plain", "The present state in plain words, as tool results tell it.", lambda game: Content(game.state)),
    Leaf("state.json", "application/json", "The present state as TowerMind's JSON.", lambda game: Content(game.text)),
    Leaf("structured.json", "application/json", "The present state as 759 numbers: the view `structured`, -9999 for what is not there.",
         lambda game: Content(json.dumps(game.structured.tolist()))),
    Leaf("picture.png", "image/png", "The present state as a picture.",
         lambda game: Content("", base64.b64encode(game.picture()).decode())),
    Leaf("ledger.json", "application/json", "How the game stands, and the server's count of every call.",
         lambda game: Content(json.dumps(game.ledger()))),
)  # fmt: skip
BY_NAME: Final = {leaf.name: leaf for leaf in LEAVES}


def address(leaf: Leaf, game: str = "") -> str:
    """The URI of a resource: of the client's own game, or of the game of that id."""
    return f"{ROOT}{game}/{leaf.name}" if game else f"{ROOT}{leaf.name}"


def parsed(uri: str) -> tuple[str, Leaf] | None:
    """The game's id ("": the client's own) and the resource that a URI means."""
    if not uri.startswith(ROOT):
        return None
    game, _, name = uri.removeprefix(ROOT).rpartition("/")
    return (game, BY_NAME[name]) if name in BY_NAME else None
