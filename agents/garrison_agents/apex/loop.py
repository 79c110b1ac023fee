"""The learner's loop: batches in, gradient steps, priorities and parameters out, while the actors play."""

from typing import Any, Final

import numpy as np

from garrison_agents.apex.crew import Crew
from garrison_agents.apex.learner import Learner, Parameters
from garrison_agents.apex.pace import Pace
from garrison_agents.apex.settings import ApexSettings

IDLE_S: Final = 0.1  # how long the learner waits for the actors before it looks around
LOSSES: Final = ("updates", "loss", "td_error", "value", "restarts")


class Tally:
    """What happened since the last row."""

    def __init__(self) -> None:
        self.ended: list[list[float]] = []  # score, return, length, won of each episode
        self.learnt: list[list[float]] = []  # loss, mean absolute TD error, mean value of each update

    def row(self) -> dict[str, float | int]:
        """As columns of progress.csv."""
        told: dict[str, float | int] = {"episodes": len(self.ended)}
        if self.ended:
            scores, returns, lengths, won = np.array(self.ended).T
            told |= {"score_mean": float(scores.mean()), "score_std": float(scores.std()), "return_mean": float(returns.mean()),
                     "won_rate": float(won.mean()), "length_mean": float(lengths.mean())}  # fmt: skip
        if self.learnt:
            loss, error, value = np.array(self.learnt).mean(axis=0)
            told |= {"loss": float(loss), "td_error": float(error), "value": float(value)}
        return told

    def clear(self) -> None:
        """The row was written."""
        self.ended, self.learnt = [], []

    def state(self) -> dict[str, Any]:
        return {"ended": self.ended, "learnt": self.learnt}

    def restore(self, state: dict[str, Any]) -> None:
        self.ended, self.learnt = state["ended"], state["learnt"]


class Loop:
    """One learner and its crew. `turn` is all that there is to do once."""

    def __init__(self, learner: Learner, crew: Crew, settings: ApexSettings) -> None:
        self.learner, self.crew, self.settings = learner, crew, settings
        self.steps = 0
        self.tally = Tally()
        # Actors may be two rounds ahead: one under way, one in the replay that is learnt from meanwhile.
        slack = 2 * settings.actors * settings.envs * settings.fragment_steps
        self.pace = Pace(settings.replay_ratio, settings.batch_size, settings.learning_starts, slack)
        self.broadcast(learner.parameters())

    def turn(self) -> None:
        """Sends idle actors to play, learns once if it is time, and hears what the actors finished."""
        if self.steps < self.settings.steps and self.pace.actors_may(self.steps, self.learner.updates):
            self.crew.play()
        learnt = self.pace.learner_may(self.steps, self.learner.updates) and self.learn()
        self.hear(0.0 if learnt else IDLE_S)

    def learn(self) -> bool:
        """One update; False while there is nothing to learn from."""
        batch = self.crew.batch(self.settings.batch_size)
        if batch is None:
            return False
        found = self.learner.update(batch)
        self.crew.reprioritise(batch, found.errors)
        self.tally.learnt.append([found.loss, float(found.errors.mean()), found.value])
        if self.learner.updates % self.settings.broadcast_every == 0:
            self.broadcast(self.learner.parameters())
        return True

    def broadcast(self, parameters: Parameters) -> None:
        """Sends the actors parameters to play by."""
        self.sent = parameters
        self.crew.broadcast(parameters)

    def hear(self, wait_s: float) -> None:
        """Reports of actors."""
        for report in self.crew.reports(wait_s):
            self.steps += report.steps
            self.tally.ended += report.ended

    def settle(self) -> None:
        """Until no actor has anything under way."""
        while self.crew.playing:
            self.hear(IDLE_S)

    def state(self, alone: bool = False) -> dict[str, Any]:
        """All that it goes on from but the replay, when it is settled. alone: without the actors, who begin anew then."""
        actors = [None] * self.settings.actors if alone else self.crew.actor_states()
        return {
            "steps": self.steps, "tally": self.tally.state(), "learner": self.learner.state(), "sent": self.sent,
            "actors": actors, "restarts": self.crew.restarts,
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.steps, self.crew.restarts = state["steps"], state["restarts"]
        self.tally.restore(state["tally"])
        self.learner.restore(state["learner"])
        self.broadcast(state["sent"])
        self.crew.restore_actors(state["actors"])
