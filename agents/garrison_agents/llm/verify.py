"""`garrison verify RUN`: every episode is played again on a server from the model's own words; what does not come out again is named.

Checked: each level's document and hash; each decision's prompt, understanding, actions and state; the result's numbers; the replay.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from garrison.backend import Backend
from garrison.errors import GarrisonError
from garrison_agents.llm.call import ToolUse
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.episodes import lanes, level_label
from garrison_agents.llm.errors import LlmError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.manifest import config_of
from garrison_agents.llm.player import Ground, open_options, talk_options
from garrison_agents.llm.record import WATCHED, Record, digest
from garrison_agents.llm.speech import Speaker, TalkOptions
from garrison_agents.llm.strategies.strategy import make_strategy
from garrison_agents.llm.table import Reply
from garrison_agents.witness.files import witness_score

TURN: Final = ("prompt_sha256", "understanding", "explanation", "code", "played", "steps", "idle_steps", "stopped", "tick", "score", "hash")
WORDS: Final = {"played": "the actions played", "hash": "the state's hash", "prompt_sha256": "the prompt's hash"}


@dataclass(frozen=True)
class Fault:
    """What did not come out again, and where."""

    episode: str
    where: str  # "step 12", "result", "replay step 3", "level"
    words: str

    def __str__(self) -> str:
        return f"{self.episode}, {self.where}: {self.words}"


class Verifier:
    """One run against one server."""

    def __init__(self, folder: RunFolder, backend: Backend) -> None:
        self._folder, self._backend = folder, backend
        self.manifest = folder.read_manifest()
        self.config: Evaluation = config_of(self.manifest)
        self.episodes = sum(map(len, lanes(self.config, ())))  # that the run should have
        self._grounds: dict[str, Ground] = {}

    def level_faults(self) -> Iterator[Fault]:
        """Levels that are not what the run says, or not what the server has under that name."""
        for level, said in self.manifest["levels"].items():
            try:
                document = self._folder.level(level_label(level)).read_bytes()
                if digest(document) != said["document_sha256"]:
                    yield Fault(
                        level, "level", f"{said['file']} has sha256 {digest(document)}, the manifest says {said['document_sha256']}"
                    )
                    continue
                described = self._backend.describe(level) if said["served"] else self._backend.describe("", level_document=document)
            except (OSError, GarrisonError) as error:
                yield Fault(level, "level", f"{type(error).__name__}: {error}")
                continue
            if described.level.hash != said["hash"]:
                yield Fault(level, "level", f"the run was played on hash {said['hash']}, the server's is {described.level.hash}")
                continue
            witness = witness_score(level, described.level.hash)
            if witness != said["witness"]:
                yield Fault(level, "level", f"the run was scored by a witness of {said['witness']:g}, the level's is {witness:g}")
            self._grounds[level] = Ground(level, None if said["served"] else document, described, witness)

    def episode_fault(self, result: dict[str, Any]) -> Fault | None:
        """The first thing of an episode that does not come out again. Void episodes have no score to check."""
        name = str(result.get("id"))
        try:
            if result["state"] == "void":
                return None
            if result["level"] not in self._grounds:
                return Fault(name, "level", "its level is at fault")
            if (fault := self._identity(name, result)) is not None:
                return fault
            if self.config.track == "real_time":
                return self._check_replay_alone(name, result)
            return self._play_again(name, result)
        except (LlmError, GarrisonError, OSError, KeyError, IndexError, AttributeError, StopIteration, TypeError, ValueError) as error:
            return Fault(name, "files", f"{type(error).__name__}: {error}")

    def _identity(self, name: str, result: dict[str, Any]) -> Fault | None:
        if result["level_hash"] != self._grounds[result["level"]].description.level.hash:
            return Fault(name, "result", f"level_hash: it says {result['level_hash']}, the level has another")
        wanted = f"{result['model']}.{result['strategy']}.{result['modality']}.{level_label(result['level'])}.{result['seed']}"
        return Fault(name, "result", f"id: it belongs to {wanted}") if name != wanted else None

    def _play_again(self, name: str, result: dict[str, Any]) -> Fault | None:
        """Says every reply again."""
        ground, turns = self._grounds[result["level"]], self._folder.transcript(name)
        model, strategy = self.config.model(result["model"]), self.config.strategy(result["strategy"])
        talk = talk_options(self.config, model.answer, model.form, make_strategy(strategy).thoughts, result["modality"])
        record = Record(ground.description, ground.witness)
        with contextlib.closing(self._backend.open(open_options(self.config, ground, result["modality"]))) as session:
            record.begin(session.reset([0], [result["seed"]], views=WATCHED))
            fault = self._turns(name, session, talk, turns, record)
            if fault is not None:
                return fault
            return self._ends(name, record) or result_fault(name, result, record) or self._replay_fault(name, session.export_replay(0))

    def _turns(self, name: str, session: Any, talk: TalkOptions, turns: list[dict[str, Any]], record: Record) -> Fault | None:
        speaker = Speaker(self._backend)
        prompt = speaker.brief(session, 0, talk).user_prompt
        for number, turn in enumerate(turns):
            if record.over:
                return Fault(name, f"step {number}", "the transcript goes on, but the episode is over")
            reply = Reply(turn["reply"], tuple(ToolUse(**call) for call in turn["calls"]), turn["omitted"])
            said = speaker.say(session, 0, reply, WATCHED)
            record.add(prompt, reply, said)
            prompt = said.user_prompt
            again = json.loads(json.dumps(record.turns[-1]))
            for field in TURN:
                if turn[field] != again[field]:
                    return Fault(
                        name,
                        f"step {number}",
                        f"{WORDS.get(field, field)}: the run says {turn[field]!r}, played again it is {again[field]!r}",
                    )
        return None

    def _ends(self, name: str, record: Record) -> Fault | None:
        if record.over or (self.config.max_steps and record.steps >= self.config.max_steps):
            return None
        return Fault(name, f"step {len(record.turns)}", "the transcript ends, but the episode is not over")

    def _replay_fault(self, name: str, again: bytes) -> Fault | None:
        """The replay's file against the one that the game gives now."""
        kept, given = json.loads((self._folder.path / "replays" / f"{name}.json").read_bytes()), json.loads(again)
        for number, (one, other) in enumerate(zip(kept["steps"], given["steps"], strict=False)):
            if one != other:
                return Fault(name, f"replay step {number}", f"the run says {one!r}, played again it is {other!r}")
        for field in given:
            if field != "steps" and kept.get(field) != given[field]:
                return Fault(name, "replay", f"{field}: the run says {kept.get(field)!r}, played again it is {given[field]!r}")
        return Fault(name, "replay", "its length differs") if len(kept["steps"]) != len(given["steps"]) else None

    def _check_replay_alone(self, name: str, result: dict[str, Any]) -> Fault | None:
        """Real time does not come out again by words; the actions of the replay do."""
        ground = self._grounds[result["level"]]
        kept = json.loads((self._folder.path / "replays" / f"{name}.json").read_bytes())
        with contextlib.closing(self._backend.open(open_options(self.config, ground, result["modality"]))) as session:
            outcome = session.reset([0], [result["seed"]], views=())
            for step in kept["steps"]:
                action = [np.nan if value is None else value for value in step[:3]]
                outcome = session.step([0], [action], views=())
            if (fault := self._replay_fault(name, session.export_replay(0))) is not None:
                return fault
        score = float(outcome.scores[0])
        return (
            None
            if score == result["score"]
            else Fault(name, "result", f"score: the run says {result['score']!r}, played again it is {score!r}")
        )


def result_fault(name: str, result: dict[str, Any], record: Record) -> Fault | None:
    """A number that the decisions do not give."""
    for field, value in json.loads(json.dumps(record.numbers())).items():
        if result.get(field) != value:
            return Fault(name, "result", f"{field}: the run says {result.get(field)!r}, played again it is {value!r}")
    return None
