"""The server that the window plays on: one elsewhere, or one of its own, which is started while the window already shows."""

import threading
import time

from garrison.connection import Connection
from garrison.errors import GarrisonError, UnavailableError
from garrison.launch import OwnServer, launch
from garrison.play.game_plan import GamePlan, plan_of, rehearse
from garrison.play.lineup import Lineup
from garrison_proto.records import OpenOptions

TIMEOUT_S = 5.0  # of one call: the window stands still meanwhile
PATIENT_S = 600.0  # of a call behind the window's back
RESUME_S = 0.3  # of a broken stream, before the player is told


class Host:
    """`start` returns at once; then `connection` or `fault` is set."""

    def __init__(self, target: str = "", token: str | None = None) -> None:
        """target: a server's address; "": one of our own is started."""
        self.target, self._token = target, token
        self.connection: Connection | None = None
        self.fault: GarrisonError | None = None
        self._server: OwnServer | None = None
        self._began_s = 0.0

    @property
    def seconds(self) -> float:
        """How long it has been starting."""
        return time.monotonic() - self._began_s

    @property
    def ended(self) -> str:
        """What became of our own server, as a sentence; "" while it lives, or if it is another's."""
        if self._server is None or self._server.process.poll() is None:
            return ""
        return f"The game's own server has ended, with exit code {self._server.process.returncode}."

    def start(self) -> None:
        """Begins to start or to reach the server, in a thread."""
        self.close()
        self.fault, self._began_s = None, time.monotonic()
        threading.Thread(target=self._start, name="garrison-host", daemon=True).start()

    def close(self) -> None:
        """Closes the connection, and ends our own server."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def prepare(self, options: OpenOptions, lineup: Lineup) -> "Preparation":
        """Begins to plan a game and to rehearse it, in a thread."""
        return Preparation(self._connected(PATIENT_S), options, lineup)

    def _connected(self, timeout_s: float) -> Connection:
        address = self._server.address if self._server is not None else self.target
        return Connection(address, token=self._token, timeout_s=timeout_s, resume_s=RESUME_S)

    def _start(self) -> None:
        try:
            if not self.target:
                self._server = launch()
            connection = self._connected(TIMEOUT_S)
            connection.info()
            self.connection = connection
        except UnavailableError as error:
            self.fault = UnavailableError(f"the server {self.target} cannot be reached: {error}", reason=error.reason)
        except GarrisonError as error:
            self.fault = error


class Preparation:
    """A game of several seats being planned and rehearsed: then `plan` or `fault` is set."""

    def __init__(self, connection: Connection, options: OpenOptions, lineup: Lineup) -> None:
        self.plan: GamePlan | None = None
        self.fault: GarrisonError | None = None
        self._began_s = time.monotonic()
        threading.Thread(target=self._prepare, args=(connection, options, lineup), name="garrison-prepare", daemon=True).start()

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return time.monotonic() - self._began_s

    def _prepare(self, connection: Connection, options: OpenOptions, lineup: Lineup) -> None:
        try:
            plan = plan_of(connection, options, lineup)
            rehearse(connection, plan)
            self.plan = plan
        except GarrisonError as error:
            self.fault = error
        finally:
            connection.close()
