"""The OpenEnv server as an application: `uvicorn garrison_agents.adapters.openenv.app:app`, or the module as a program (`python -m`).

GARRISON_TARGET says where the games are played (local, host:port, unix:PATH; local: in this process), GARRISON_LEVEL on which level where a
client names none, GARRISON_GAMES how many at once.
"""

import argparse
import os
from typing import Final

import uvicorn
from openenv.core.env_server.http_server import create_app

from garrison.backend import load_backend
from garrison_agents.adapters.openenv.environment import GarrisonEnvironment
from garrison_agents.adapters.openenv.models import GarrisonAction, GarrisonObservation, GarrisonState

GAMES: Final = int(os.environ.get("GARRISON_GAMES", "64"))
backend = load_backend(os.environ.get("GARRISON_TARGET", "local"))


def environment() -> GarrisonEnvironment:
    """A game for a client's session."""
    return GarrisonEnvironment(backend, os.environ.get("GARRISON_LEVEL", "garrison-1"))


app = create_app(environment, GarrisonAction, GarrisonObservation, "garrison", max_concurrent_envs=GAMES, state_cls=GarrisonState)


def main() -> None:
    """Serves until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    uvicorn.run(app, host=given.host, port=given.port)


if __name__ == "__main__":
    main()
