"""One episode's calls, numbered: each is answered from the journal if it was made before a crash, and else carried out."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from garrison_agents.llm.call import HOPELESS, Answer, Failure, Request
from garrison_agents.llm.config import Model
from garrison_agents.llm.dispatch import Dispatch
from garrison_agents.llm.errors import InfrastructureError, JournalError, LlmError, StoppedError
from garrison_agents.llm.journal import Memory
from garrison_agents.llm.person import Person
from garrison_agents.llm.purse import Purse, Spent


@dataclass
class Office:
    """What all episodes of a run share."""

    dispatch: Dispatch
    memory: Memory
    purse: Purse
    people: dict[str, Person] = field(default_factory=dict)  # models that sit at this terminal
    halt: threading.Event = field(default_factory=threading.Event)  # no more calls: Ctrl-C, or a cap
    dead: dict[str, Failure] = field(default_factory=dict)  # models that no call can reach


@dataclass
class Asking:
    """The calls of one episode, from number 0 on."""

    office: Office
    model: Model
    episode: str
    spent: Spent = field(default_factory=Spent)
    latencies_s: list[float] = field(default_factory=list)
    retries: int = 0
    troubles: list[tuple[float, int]] = field(default_factory=list)  # (seconds lost, attempts that failed) of the calls not told yet
    _next: int = 0

    def ask(self, messages: Sequence[dict[str, Any]], tools: Any = None, form: Any = None, **changes: Any) -> Answer:
        """One request, answered. Raises InfrastructureError, CapReachedError, JournalError."""
        return self.ask_all([messages], tools, form, **changes)[0]

    def ask_all(self, several: Sequence[Sequence[dict[str, Any]]], tools: Any = None, form: Any = None, **changes: Any) -> list[Answer]:
        """Several requests at once, answered in their order. tools: in OpenAI's form; form: a response_format."""
        under_way: list[Answer | Future[Answer | Failure]] = []
        trouble: LlmError | None = None
        for messages in several:
            try:
                under_way.append(self._send({**body(self.model, messages, tools, form), **changes}))
            except LlmError as error:
                trouble = error
                break
        answers = []
        for came in under_way:  # all of them are paid for, whatever became of the others
            try:
                answers.append(came if isinstance(came, Answer) else self._wait(came))
            except LlmError as error:
                trouble = trouble or error
        if trouble is not None:
            raise trouble
        for answer in answers:
            self.spent.add(self.model, answer)
            self.latencies_s.append(answer.latency_s)
            self.retries += answer.attempts - 1
            self.troubles.append((answer.lost_s, answer.attempts - 1))
        return answers

    def _send(self, wanted: dict[str, Any]) -> "Answer | Future[Answer | Failure]":
        request = Request(f"{self.episode}/{self._next}", self.model.name, wanted)
        self._next += 1
        known = self.office.memory.answers.get(request.key)
        if known is not None:
            model, digest, answer = known
            if (model, digest) != (request.model, request.digest):
                raise JournalError(f"call {request.key}: the journal holds the answer to another request; engine, prompts or settings have "
                                   "changed since, so that the run cannot go on: begin a new one")  # fmt: skip
            return answer
        if self.office.halt.is_set():
            raise StoppedError("the run is being stopped")
        if dead := self.office.dead.get(self.model.name):
            raise InfrastructureError(dead.kind, dead.words)
        self.office.purse.check()
        if person := self.office.people.get(self.model.name):
            answer = self.office.dispatch.note(request, person.answer(wanted["messages"], request.key))
            self.office.purse.add(self.model, answer)
            return answer
        return self.office.dispatch.carry(request)

    def _wait(self, future: "Future[Answer | Failure]") -> Answer:
        came = future.result()
        if isinstance(came, Failure):
            if came.kind in HOPELESS:
                self.office.dead[self.model.name] = came
            raise InfrastructureError(came.kind, came.words)
        self.office.purse.add(self.model, came)
        return came


def body(model: Model, messages: Sequence[dict[str, Any]], tools: Any, form: Any) -> dict[str, Any]:
    """The request's body: what is None is left to the endpoint."""
    wanted = {
        "model": model.model, "messages": list(messages), "temperature": model.temperature, "top_p": model.top_p, "seed": model.seed,
        model.max_tokens_field: model.max_output_tokens, "tools": tools, "tool_choice": "required" if tools else None,
        "response_format": form,
    }  # fmt: skip
    return {name: value for name, value in wanted.items() if value is not None} | model.extra
