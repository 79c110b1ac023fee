"""A client of the OpenEnv server, in OpenEnv's own way: `with GarrisonClient(base_url=...).sync() as game: game.reset(seed=7)`."""

from typing import Any

from openenv.core import EnvClient
from openenv.core.client_types import StepResult

from garrison_agents.adapters.openenv.models import GarrisonAction, GarrisonObservation, GarrisonState


class GarrisonClient(EnvClient[GarrisonAction, GarrisonObservation, GarrisonState]):  # type: ignore[misc]
    """A session, and so a game, of its own."""

    def _step_payload(self, action: GarrisonAction) -> dict[str, Any]:
        return {"text": action.text, "tool": action.tool, "arguments": action.arguments}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[GarrisonObservation]:
        told = {name: payload.get("observation", {}).get(name) for name in GarrisonObservation.model_fields}
        outer = {"done": payload.get("done", False), "reward": payload.get("reward")}
        observation = GarrisonObservation(**{name: value for name, value in told.items() if value is not None} | outer)
        return StepResult(observation=observation, **outer)

    def _parse_state(self, payload: dict[str, Any]) -> GarrisonState:
        return GarrisonState(**payload)
