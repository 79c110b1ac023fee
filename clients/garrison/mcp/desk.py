"""The MCP server itself: requests in, the gateway's answers out. What a model says is never a protocol error here.

A client's game is found by its connection: over stdio there is one, over HTTP the session's id names it. Protocol revisions
without sessions (2026-07-28 over HTTP) have neither: there new_game tells an id, and every call names it.
"""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from mcp import MCPError, types
from mcp.server import Server
from mcp.types.version import MODERN_PROTOCOL_VERSIONS

from garrison.errors import EpisodeFinishedError, GarrisonError
from garrison.mcp.game import Game, Turn
from garrison.mcp.games import Games, Seat
from garrison.mcp.ground import Ground
from garrison.mcp.offer import Offer
from garrison.mcp.resources import LEAVES, Leaf, address, parsed
from garrison.version import version

INSTRUCTIONS: Final = (
    "Garrison is a tower-defence game. Call new_game first: it tells the rules and the first state. Then play with the other tools; "
    "each result tells what became of the call and the next state. Refused or malformed calls cost a step. The score is minus the "
    "number of enemies that reached the base: 0 is the best. new_game begins another game."
)
STDIO: Final = "stdio"  # the seat of the one client that there is
SESSION_HEADER: Final = "mcp-session-id"
RECORD: Final = "garrison/result"  # in a result's _meta; see Desk._result
READ_ONLY: Final = ("observe", "status")


class ArgumentError(GarrisonError):
    """An argument of one of our own tools that is not of the form. The gateway judges those of its tools."""


class Desk:
    """Answers for all clients. `offer` waits until the offer is made."""

    def __init__(self, games: Games, offer: Callable[[], Awaitable[Offer]]) -> None:
        self._games, self._offer = games, offer
        self.server: Server[Any] = Server(
            "garrison", version=version, title="Garrison", instructions=INSTRUCTIONS, on_list_tools=self._list_tools,
            on_call_tool=self._call_tool, on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates, on_read_resource=self._read_resource,
            get_tool_input_schema=lambda name: None,  # no argument of ours travels in a header; else every call would list all tools
        )  # fmt: skip

    async def _list_tools(self, context: Any, params: Any) -> types.ListToolsResult:
        try:
            offer = await self._offer()
        except GarrisonError as error:
            raise MCPError(types.INTERNAL_ERROR, str(error)) from None
        return types.ListToolsResult(tools=[_listed(tool) for tool in offer.tools(_by_handle(context))])

    async def _call_tool(self, context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        arguments = dict(params.arguments or {})
        try:
            if params.name == "new_game":
                return await self._new_game(context, arguments)
            seat = self._seat(context, arguments.pop("game", None) if _by_handle(context) else None)
            if params.name == "observe":
                return await self._observe(seat, arguments)
            if params.name == "status":
                _require_known(arguments, ())
                ledger = await self._games.play(seat, Game.ledger)
                return _words(json.dumps(ledger), record=ledger)
            return _turn(await self._games.play(seat, lambda game: game.call(params.name, arguments)))
        except EpisodeFinishedError:
            return _words("The game is over. Call status for its result, new_game for another.", failed=True)
        except GarrisonError as error:
            return _words(str(error), failed=True)

    async def _new_game(self, context: Any, arguments: dict[str, Any]) -> types.CallToolResult:
        by_handle = _by_handle(context)
        seat = self._games.take_seat("" if by_handle else _connection(context))

        async def choose() -> tuple[Ground, int | None]:
            return _wanted(await self._offer(), arguments)

        try:
            game, told = await self._games.begin(seat, choose)
        except BaseException:
            if by_handle:
                await self._games.close(seat.name)
            raise
        parts = [told, f"A new game: {game.ground.name}, seed {game.seed}.", game.rules, game.state]
        if by_handle:
            parts.insert(2, f'Its id is "{seat.name}": give it as `game` with every call.')
        image = game.picture() if game.settings.pictures else b""
        handle = {"game": seat.name} if by_handle else {}
        return _words("\n\n".join(part for part in parts if part), image=image, record=game.standing() | handle)

    async def _observe(self, seat: Seat | None, arguments: dict[str, Any]) -> types.CallToolResult:
        _require_known(arguments, ("picture",))
        wanted = arguments.get("picture", False)
        if not isinstance(wanted, bool):
            raise ArgumentError(f"picture: came {json.dumps(wanted)[:80]}, wanted true or false")

        def seen(game: Game) -> Turn:
            image = game.picture() if wanted or game.settings.pictures else b""
            return Turn(game.state, False, image, game.standing())

        return _turn(await self._games.play(seat, seen))

    async def _list_resources(self, context: Any, params: Any) -> types.ListResourcesResult:
        leaves = () if _by_handle(context) else LEAVES
        return types.ListResourcesResult(resources=[
            types.Resource(uri=address(leaf), name=leaf.name, mime_type=leaf.mime_type, description=leaf.about) for leaf in leaves
        ])  # fmt: skip

    async def _list_templates(self, context: Any, params: Any) -> types.ListResourceTemplatesResult:
        leaves = LEAVES if _by_handle(context) else ()
        return types.ListResourceTemplatesResult(resource_templates=[
            types.ResourceTemplate(uri_template=address(leaf, "{game}"), name=leaf.name, mime_type=leaf.mime_type, description=leaf.about)
            for leaf in leaves
        ])  # fmt: skip

    async def _read_resource(self, context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(params.uri)
        found = parsed(uri)
        if found is None or bool(found[0]) != _by_handle(context):
            known = ", ".join(address(leaf, "{game}" if _by_handle(context) else "") for leaf in LEAVES)
            raise MCPError(types.INVALID_PARAMS, f"uri: came {uri[:200]!r}, wanted one of {known}")
        game, leaf = found
        try:
            content = await self._games.play(self._seat(context, game or None), leaf.read)
        except GarrisonError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        return types.ReadResourceResult(contents=[_contents(uri, leaf, content.text, content.blob)])

    def _seat(self, context: Any, game: object) -> Seat | None:
        """The client's seat, None before its first game. Raises ArgumentError for a game that is nobody's."""
        if not _by_handle(context):
            return self._games.seat(_connection(context))
        seat = self._games.seat(game) if isinstance(game, str) else None
        if seat is None:
            came = "nothing" if game is None else json.dumps(game)[:80]
            raise ArgumentError(f"game: came {came}, wanted the id of a game that is going on: new_game begins one and tells it")
        return seat


def _connection(context: Any) -> str:
    """What tells one client from another."""
    return STDIO if context.request is None else str(context.request.headers.get(SESSION_HEADER, ""))


def _by_handle(context: Any) -> bool:
    """Whether nothing but the arguments tells whose call it is."""
    return context.request is not None and context.protocol_version in MODERN_PROTOCOL_VERSIONS


def _wanted(offer: Offer, arguments: dict[str, Any]) -> tuple[Ground, int | None]:
    """new_game's level and seed. Raises ArgumentError."""
    _require_known(arguments, ("level", "seed"))
    level, seed = arguments.get("level", next(iter(offer.grounds))), arguments.get("seed")
    if not isinstance(level, str) or level not in offer.grounds:
        raise ArgumentError(f"level: came {json.dumps(level)[:80]}, wanted one of {', '.join(offer.grounds)}")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 1 << 53):
        raise ArgumentError(f"seed: came {json.dumps(seed)[:80]}, wanted a whole number from 0 to 2^53 - 1")
    return offer.grounds[level], seed


def _require_known(arguments: dict[str, Any], names: tuple[str, ...]) -> None:
    unknown = [name for name in arguments if name not in names]
    if unknown:
        raise ArgumentError(f"arguments: came {json.dumps(unknown[0])[:80]}, wanted {' or '.join(names) or 'none'}")


def _listed(tool: dict[str, Any]) -> types.Tool:
    read_only = tool["name"] in READ_ONLY
    hints = types.ToolAnnotations(read_only_hint=read_only, destructive_hint=False, idempotent_hint=read_only, open_world_hint=False)
    return types.Tool(name=tool["name"], description=tool["description"], input_schema=tool["inputSchema"], annotations=hints)


def _turn(turn: Turn) -> types.CallToolResult:
    return _words(turn.words, turn.failed, turn.image, turn.record)


def _words(text: str, failed: bool = False, image: bytes = b"", record: dict[str, Any] | None = None) -> types.CallToolResult:
    """One block of words, and a picture.

    The numbers for programs are in _meta, not in structuredContent: some clients show a model that alone and drop words and
    picture, some drop every block of words but the first.
    """
    content: list[Any] = [types.TextContent(text=text)]
    if image:
        content.append(types.ImageContent(data=base64.b64encode(image).decode(), mime_type="image/png"))
    return types.CallToolResult(content=content, is_error=failed, _meta={RECORD: record} if record else None)


def _contents(uri: str, leaf: Leaf, text: str, blob: str) -> Any:
    if blob:
        return types.BlobResourceContents(uri=uri, mime_type=leaf.mime_type, blob=blob)
    return types.TextResourceContents(uri=uri, mime_type=leaf.mime_type, text=text)
