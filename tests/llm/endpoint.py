"""A real local HTTP server that speaks OpenAI's chat API; its models are scripts that read the prompt's own text view.

Models: greedy, random (its dice are the state), sampler (new dice at every request), wavering (sampler for a share of its replies,
the request's temperature, else greedy), noop, chatty (greedy, thinks first), clumsy (greedy, but every fifth reply is broken in the
next of the ways), and the ways of `broken`: broken-WAY, trouble-WAY, flaky-WAY-N (N times trouble, then the noop model), slow
(answers never), gone (hangs up). It counts every request by its Idempotency-Key.
"""

import json
import socket
import threading
import time
from collections import Counter, deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from garrison import Description
from garrison.backend import load_backend
from llm.broken import NOOP, TROUBLES, WAYS, completion
from llm.forms import RefusedError, formed
from llm.policies import TextGreedy, TextNoop, TextRandom, TextWavering

POLICIES: dict[str, Any] = {
    "greedy": TextGreedy, "chatty": TextGreedy, "clumsy": TextGreedy, "random": TextRandom, "sampler": TextRandom,
    "wavering": TextWavering, "noop": TextNoop,
}  # fmt: skip
CLUMSY = 5
SHORT_WAYS = [way for way, broken in WAYS.items() if len(broken.text or "") < 1000]
PRINTABLE = '{"Map_Center"'
LAST = 2000  # requests' bodies that are kept


class Endpoint:
    """`with Endpoint(("garrison-1",)) as endpoint:` serves at endpoint.url. key: the one that is wanted, if any."""

    def __init__(self, levels: tuple[str, ...] = ("garrison-1",), key: str = "", delay_s: float = 0.0) -> None:
        backend = load_backend("local")
        self._levels = {_paths(json.loads(d.level_document)["paths"]): d for d in (backend.describe(level) for level in levels)}
        self.key, self.delay_s = key, delay_s
        self.requests: Counter[str] = Counter()  # by Idempotency-Key
        self.bodies: deque[dict[str, Any]] = deque(maxlen=LAST)
        self._lock = threading.Lock()
        self._agents: dict[str, Any] = {}
        self._answers: dict[str, bytes] = {}
        handler = type("Handler", (_Handler,), {"endpoint": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "Endpoint":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def total(self) -> int:
        """Requests that came."""
        with self._lock:
            return sum(self.requests.values())

    def forget(self) -> None:
        """As newly started."""
        with self._lock:
            self.requests.clear()
            self.bodies.clear()
            self._agents.clear()
            self._answers.clear()

    def answer(self, body: dict[str, Any], key: str) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of the answer to one request."""
        with self._lock:
            self.requests[key] += 1
            times = self.requests[key]
            self.bodies.append(body)
        kind, _, way = body["model"].partition("-")
        if kind == "trouble":
            return TROUBLES[way][:3]
        if kind == "flaky":
            way, _, count = way.rpartition("-")
            if times <= int(count):
                return TROUBLES[way][:3]
            kind = "noop"
        if kind == "broken":
            broken = WAYS[way]
            return self._completion(body, broken.text, broken.calls)
        return self._scripted(body, kind, key)

    def _scripted(self, body: dict[str, Any], kind: str, key: str) -> tuple[int, bytes, dict[str, str]]:
        prompt = _words(body["messages"][-1])
        number = int(key.rpartition("/")[2])
        if kind == "clumsy" and number % CLUMSY == CLUMSY - 1:
            broken = WAYS[SHORT_WAYS[number // CLUMSY % len(SHORT_WAYS)]]
            return self._completion(body, broken.text, broken.calls)
        if PRINTABLE not in prompt and isinstance(body["messages"][-1]["content"], list):
            return self._completion(body, NOOP, ())  # who sees a picture alone does nothing
        if PRINTABLE not in prompt:
            return self._completion(body, "Build archers by the road, keep gold for upgrades.", ())
        with self._lock:
            if key in self._answers:  # asked again: a good endpoint gives the same answer
                return 200, self._answers[key], {}
            try:
                text, calls = formed(body, self._act(prompt, kind, key, body.get("temperature", 0.5)))
            except RefusedError as error:
                return 400, json.dumps({"error": {"message": str(error)}}).encode(), {}
            if kind == "chatty":
                text = f"The road bends there.\n```json\n{text}\n```"
            came = self._completion(body, text, calls)
            self._answers[key] = came[1]
            return came

    def _act(self, prompt: str, kind: str, key: str, temperature: float) -> Any:
        state = prompt[prompt.rindex(PRINTABLE) :]
        value, end = json.JSONDecoder().raw_decode(state)
        episode = key.rpartition("/")[0]
        agent = self._agents.get(f"{kind} {episode}")
        if agent is None:
            agent = POLICIES[kind]()
            agent.reset(self._description(value), 0)
            self._agents[f"{kind} {episode}"] = agent
        dice = {"sampler": (key,), "wavering": (key, temperature)}.get(kind, ())
        return agent.act({"text": state[:end]}, *dice)

    def _description(self, state: dict[str, Any]) -> Description:
        return self._levels[_paths([[(at["X"], at["Y"]) for at in road] for road in state["Level_Enemy_Movement_Paths"]])]

    def _completion(self, body: dict[str, Any], text: str | None, calls: Any) -> tuple[int, bytes, dict[str, str]]:
        tokens = sum(len(_words(message)) for message in body["messages"]) // 4, len(text or "") // 4 + 1
        return 200, json.dumps(completion(body["model"], text, calls, tokens)).encode(), {}


class _Handler(BaseHTTPRequestHandler):
    endpoint: Endpoint
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.path.endswith("/chat/completions"):
            return self._send(404, b"{}", {})
        given = self.headers.get("Authorization", "")
        if self.endpoint.key and given != f"Bearer {self.endpoint.key}":
            words = {"error": {"message": f"Incorrect API key provided: {given.removeprefix('Bearer ')}"}}
            return self._send(401, json.dumps(words).encode(), {})
        key = self.headers.get("Idempotency-Key", "")
        came = self.endpoint.answer(body, key) if body["model"] not in ("slow", "gone") else None
        if body["model"] == "slow":
            self._drip()
        elif came is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        else:
            time.sleep(self.endpoint.delay_s)
            self._send(*came)
        return None

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # nobody waits any more

    def _drip(self) -> None:
        """White space for ever: every byte in time, the whole never."""
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            for _ in range(600):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


def _words(message: dict[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _paths(paths: Any) -> str:
    """Roads as a key, rounded as the text view rounds them."""
    return json.dumps([[[round(float(x), 3), round(float(y), 3)] for x, y in road] for road in paths])


__all__ = ["NOOP", "Endpoint"]
