"""Broken models: what each says, and the class that the server must put it in. And broken endpoints, which are nobody's reply."""

from typing import Any, NamedTuple

NOOP = '{"X": 0, "Y": 0, "Action": 6}'


class Broken(NamedTuple):
    """One way to be broken."""

    text: str | None
    understanding: str
    code: int = 0  # of the error, where the action is illegal
    calls: tuple[tuple[str, str], ...] = ()


WAYS: dict[str, Broken] = {
    "silent": Broken("", "unparseable"),
    "null": Broken(None, "unparseable"),
    "html": Broken("<!doctype html><html><body>502 Bad Gateway</body></html>", "unparseable"),
    "ten-megabytes": Broken("a" * 10_000_000, "unparseable"),
    "endless-blanks": Broken(" \n\t" * 300_000, "unparseable"),
    "hostile": Broken("</script><script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">", "unparseable"),
    "prose": Broken(f"I shall wait for gold: {NOOP}", "unparseable"),
    "two-objects": Broken(f"{NOOP}\n{NOOP}", "unparseable"),
    "not-a-number": Broken('{"X": NaN, "Y": 0, "Action": 9}', "unparseable"),
    "unicode-digits": Broken('{"X": ٣, "Y": 0, "Action": 6}', "unparseable"),
    "half-a-character": Broken('{"X": 0, "Y": 0, "Action": "\ud83d"}', "out_of_schema"),
    "deep": Broken("[" * 100_000, "unparseable"),
    "missing-key": Broken('{"X": 0, "Y": 0}', "out_of_schema"),
    "words-for-numbers": Broken('{"X": "0", "Y": 0, "Action": 6}', "out_of_schema"),
    "no-such-action": Broken('{"X": 0, "Y": 0, "Action": 12}', "out_of_schema"),
    "no-such-tool": Broken('{"name": "nuke", "arguments": {}}', "out_of_schema"),
    "calls-no-such-tool": Broken(None, "out_of_schema", calls=(("nuke", "{}"),)),
    "calls-with-garbage": Broken(None, "unparseable", calls=(("wait", "not json"),)),
    "far-away": Broken('{"X": 1e300, "Y": 0, "Action": 9}', "out_of_schema"),
    "off-the-points": Broken('{"X": 2.99, "Y": -2.99, "Action": 0}', "illegal", 6),
    "sells-nothing": Broken('{"X": -0.73, "Y": -0.68, "Action": 4}', "illegal", 5),
}

# A reply that is no reply: (HTTP status, body, headers); the kind of failure that it must be.
TROUBLES: dict[str, tuple[int, bytes, dict[str, str], str]] = {
    "page": (200, b"<html>welcome to the captive portal</html>", {"Content-Type": "text/html"}, "bad_response"),
    "no-choices": (200, b'{"id": "x", "object": "chat.completion", "choices": []}', {}, "bad_response"),
    "half": (200, b'{"id": "x", "choices": [{"mess', {}, "bad_response"),
    "content-is-a-number": (200, b'{"choices": [{"message": {"content": 7}}]}', {}, "bad_response"),
    "crash": (500, b'{"error": {"message": "out of memory"}}', {}, "server_error"),
    "overloaded": (529, b"", {}, "server_error"),
    "busy": (429, b'{"error": {"message": "slow down"}}', {"Retry-After": "0.01"}, "rate_limited"),
    "broke": (429, b'{"error": {"message": "no credit", "code": "insufficient_quota"}}', {}, "quota"),
    "stranger": (401, b'{"error": {"message": "Incorrect API key provided: SECRET"}}', {}, "unauthorized"),
    "nameless": (404, b'{"error": {"message": "no such model"}}', {}, "unknown_model"),
    "too-long": (400, b'{"error": {"message": "context length exceeded", "code": "context_length_exceeded"}}', {}, "refused"),
}


def completion(model: str, text: str | None, calls: tuple[tuple[str, str], ...], tokens: tuple[int, int]) -> dict[str, Any]:
    """A body of the chat API."""
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = [
            {"id": f"call_{n}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for n, (name, arguments) in enumerate(calls)
        ]
    return {
        "id": "chatcmpl-x", "object": "chat.completion", "created": 0, "model": f"{model}-2026-01",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}],
        "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)},
    }  # fmt: skip
