"""A server process for the tests, started as a person would start it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

START_S = 600.0  # a cold compile on a busy machine
COMMAND = (sys.executable, "-c", "from garrison.cli import main; main()", "serve")


class ServerProcess:
    """`garrison serve ARGUMENTS`, waited for until it is healthy; a context manager that ends it."""

    def __init__(self, arguments: Sequence[str], *, healthy: bool = True, environment: dict[str, str] | None = None) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([*COMMAND, *arguments], stdout=pipe, stderr=pipe, text=True, env=environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the server said nothing; stderr: {self.process.communicate()[1]}")
        self.card = json.loads(line)
        self.address: str = self.card["address"]
        if healthy:
            self.wait_healthy()

    def wait_healthy(self) -> None:
        until = time.monotonic() + START_S
        with grpc.insecure_channel(self.address) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            while stub.Check(health_pb2.HealthCheckRequest(), timeout=30, wait_for_ready=True).status != 1:
                assert time.monotonic() < until, "the server did not become healthy"
                time.sleep(0.02)

    def end(self, number: int = signal.SIGTERM, wait_s: float = 60.0) -> int:
        """The exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(wait_s)

    def __enter__(self) -> "ServerProcess":
        return self

    def __exit__(self, *exception: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
