"""Whose game is whose: a seat for each client, its game, and what becomes of games that nobody plays any more."""

import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import anyio
from anyio import to_thread

from garrison.backend import Backend
from garrison.errors import GarrisonError
from garrison.mcp.game import Game
from garrison.mcp.ground import Ground
from garrison.mcp.keep import Keeper
from garrison.mcp.settings import Settings

T = TypeVar("T")
NO_GAME: Final = "there is no game: call new_game first"
_log = logging.getLogger(__name__)


class NoGameError(GarrisonError):
    """There is no game to play on, or no room for another; says what to do."""


class Seat:
    """One client's. Its calls are played one after another, in the order they came in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.game: Game | None = None
        self.begun = 0  # games
        self.used_s = time.monotonic()
        self.lock = anyio.Lock()


class Games:
    """All seats of a server."""

    def __init__(self, backend: Backend, settings: Settings) -> None:
        self._backend, self._settings = backend, settings
        self._keeper = Keeper(settings.record)
        self._seats: dict[str, Seat] = {}

    def seat(self, name: str) -> Seat | None:
        """A seat by its name, if it is taken."""
        return self._seats.get(name)

    def take_seat(self, name: str = "") -> Seat:
        """The seat of that name, or a new one; without a name, a new one under a name that nobody can guess. Raises NoGameError."""
        known = self._seats.get(name)
        if known is not None:
            return known
        if len(self._seats) >= self._settings.most_games:
            raise NoGameError(f"this server plays {self._settings.most_games} games at once and all of them are taken; try again later")
        name = name or secrets.token_urlsafe(9)
        seat = self._seats[name] = Seat(name)
        return seat

    async def begin(self, seat: Seat, choose: Callable[[], Awaitable[tuple[Ground, int | None]]]) -> tuple[Game, str]:
        """A new game at a seat, and what became of the one before, in words. `choose` gives level and seed (None: the seat's next) when
        it is the call's turn: a client may send its next calls without waiting for this one."""
        async with seat.lock:
            self._require(seat)
            ground, seed = await choose()
            told = await self._leave(seat)
            chosen = self._settings.seed + seat.begun if seed is None else seed
            name = seat.name if seat.begun == 0 else f"{seat.name}-{seat.begun + 1}"
            seat.game = await to_thread.run_sync(lambda: Game(self._backend, ground, chosen, self._settings, name))
            seat.begun += 1
            seat.used_s = time.monotonic()
            return seat.game, told

    async def play(self, seat: Seat | None, act: Callable[[Game], T]) -> T:
        """Does something with a seat's game, in a thread. Raises NoGameError, and what `act` does."""
        if seat is None:
            raise NoGameError(NO_GAME)
        async with seat.lock:
            self._require(seat)
            if seat.game is None:
                raise NoGameError(NO_GAME)
            try:
                return await to_thread.run_sync(self._acted, seat.game, act)
            finally:
                seat.used_s = time.monotonic()

    async def close(self, name: str) -> None:
        """Ends a seat's game and frees the seat."""
        seat = self._seats.pop(name, None)  # calls that wait for their turn at it find it gone
        if seat is not None:
            async with seat.lock:
                await self._leave(seat)

    async def close_all(self) -> None:
        """Ends every game."""
        for name in list(self._seats):
            await self.close(name)

    async def sweep(self) -> None:
        """Closes games that nobody has touched for settings.idle_s, for ever."""
        idle_s = self._settings.idle_s
        while True:
            await anyio.sleep(min(idle_s / 4, 30.0))
            for seat in list(self._seats.values()):
                if time.monotonic() - seat.used_s > idle_s and not seat.lock.locked():
                    await self.close(seat.name)

    def _require(self, seat: Seat) -> None:
        """Raises NoGameError for a seat that was closed while its call waited."""
        if self._seats.get(seat.name) is not seat:
            raise NoGameError(NO_GAME)

    def _acted(self, game: Game, act: Callable[[Game], T]) -> T:
        done = act(game)
        if game.over:
            self._keeper.keep(game)
        return done

    async def _leave(self, seat: Seat) -> str:
        game, seat.game = seat.game, None
        if game is None:
            return ""
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(self._end, game)
        standing: dict[str, Any] = game.standing()
        how = "was given up" if standing["status"] == "running" else f"was {standing['status']}"
        return f"The game before {how} at step {standing['step']}, score {standing['score']:g}."

    def _end(self, game: Game) -> None:
        try:
            self._keeper.keep(game)
        finally:
            try:
                game.close()
            except GarrisonError as error:
                _log.warning("game %s: %s", game.name, error)
