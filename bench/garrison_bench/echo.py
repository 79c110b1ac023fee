"""A bare gRPC echo: what one message there and one back cost, of given sizes, when nothing is computed.

    python -m garrison_bench.echo ADDRESS ANSWER_BYTES

serves until its standard input closes. Server and client carry raw bytes over one open stream, as a Play stream does.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Final

import grpc

METHOD: Final = "/garrison.bench.Echo/Play"
DEADLINE_S: Final = 600.0


def serve(address: str, answer_bytes: int) -> None:
    """Answers every message with `answer_bytes` zeros."""
    answer = bytes(answer_bytes)

    def play(messages: Iterator[bytes], _: Any) -> Iterator[bytes]:
        for _message in messages:
            yield answer

    handler = grpc.method_handlers_generic_handler(
        METHOD.split("/")[1], {METHOD.split("/")[2]: grpc.stream_stream_rpc_method_handler(play)}
    )
    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers((handler,))
    server.add_insecure_port(address)
    server.start()
    print("ready", flush=True)
    sys.stdin.read()
    server.stop(0)


@contextmanager
def echo(address: str, request_bytes: int, answer_bytes: int) -> Iterator[Callable[[], object]]:
    """A function that sends one message and waits for its echo, from a server in a process of its own."""
    command = [sys.executable, "-m", "garrison_bench.echo", address, str(answer_bytes)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        channel = grpc.insecure_channel(address)
        outbox: SimpleQueue[bytes | None] = SimpleQueue()
        answers = channel.stream_stream(METHOD)(iter(outbox.get, None), timeout=DEADLINE_S)
        request = bytes(request_bytes)

        def once() -> object:
            outbox.put(request)
            return next(answers)

        try:
            yield once
        finally:
            outbox.put(None)
            channel.close()
            process.communicate()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
