"""`garrison serve` as a process: what it says, what it refuses, how it ends."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from compliance.base import refusal
from compliance.caller import DEADLINE_S, Caller, Refused, refused
from compliance.process import COMMAND, ServerProcess
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import environment_pb2_grpc

TLS = Path(__file__).parent / "tls"  # a certificate for localhost that only these tests use
INFO = env.GetInfoRequest()


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("s")  # short: a socket's path has room for some hundred bytes


def said(*arguments: str) -> tuple[int, str]:
    """Exit code and stderr of a server that must not start."""
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=120)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_the_one_line_on_stdout_is_json_with_the_bound_address() -> None:
    with ServerProcess([]) as server:
        assert server.card["pid"] == server.process.pid and server.card["engine_version"]
        host, _, port = server.address.rpartition(":")
        assert host == "127.0.0.1" and int(port) > 0
        caller = Caller(server.address)
        assert caller.call("GetInfo", INFO).version == server.card["version"]
        assert server.end() == 0
        assert server.process.stdout is not None and server.process.stdout.read() == ""


def test_a_unix_socket_is_its_owners_alone_and_taken_away_at_the_end(folder: Path) -> None:
    path = folder / "s"
    with ServerProcess(["--bind", f"unix:{path}"]) as server:
        assert server.address == f"unix:{path}" and path.stat().st_mode & 0o777 == 0o600
        code, words = said("--bind", f"unix:{path}")
        assert code == 2 and "listens there already" in words
        assert server.end() == 0
    assert not path.exists()


def test_the_socket_of_a_dead_server_is_taken_over_and_other_files_are_not(folder: Path) -> None:
    dead, plain = folder / "dead", folder / "plain"
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(dead))
    plain.write_text("mine")
    with ServerProcess(["--bind", f"unix:{dead}"], healthy=False) as server:
        Caller(server.address).call("GetInfo", INFO)
    code, words = said("--bind", f"unix:{plain}")
    assert code == 2 and "no socket" in words and plain.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--bind", "0.0.0.0:0"], "--insecure"),
        (["--bind", "[::]:0"], "--insecure"),
        (["--bind", "nonsense"], "HOST:PORT"),
        (["--bind", "127.0.0.1:99999"], "HOST:PORT"),
        (["--bind", "unix:/no/such/folder/s"], "no folder"),
        (["--bind", "unix:/tmp/" + "x" * 200], "at most"),
        (["--tls-cert", str(TLS / "cert.pem")], "both"),
        (["--token-file", "/no/such/file"], "--token-file"),
        (["--tls-cert", str(TLS / "key.pem"), "--tls-key", str(TLS / "cert.pem")], "certificate"),
        (["--max-slots", "0"], "max-slots"),
        (["--token-file", "/dev/null"], "empty"),
        (["--grace", "inf"], "finite"),
    ],
)
def test_a_wrong_option_ends_it_with_a_sentence(arguments: list[str], words: str) -> None:
    code, stderr = said(*arguments)
    assert code == 2 and words in stderr and "Traceback" not in stderr


def test_without_the_token_every_call_is_unauthenticated_but_health(folder: Path) -> None:
    (folder / "token").write_text("open sesame\n")
    with (
        ServerProcess(["--bind", "127.0.0.1:0", "--token-file", str(folder / "token")]) as server,
        grpc.insecure_channel(server.address) as channel,
    ):
        stub = environment_pb2_grpc.EnvironmentStub(channel)
        for metadata in ((), (("authorization", "Bearer wrong"),), (("authorization", "open sesame"),)):
            for call in (
                lambda metadata=metadata: stub.GetInfo(INFO, metadata=metadata, timeout=DEADLINE_S),
                lambda metadata=metadata: next(stub.Play(iter([]), metadata=metadata, timeout=DEADLINE_S)),
                lambda metadata=metadata: next(stub.Watch(env.WatchRequest(), metadata=metadata, timeout=DEADLINE_S)),
            ):
                with pytest.raises(grpc.RpcError) as caught:
                    call()
                assert refused(caught.value).code == "UNAUTHENTICATED"
        assert stub.GetInfo(INFO, metadata=(("authorization", "Bearer open sesame"),), timeout=DEADLINE_S).version


def test_tls_is_spoken_where_a_certificate_is_given() -> None:
    arguments = ["--bind", "127.0.0.1:0", "--tls-cert", str(TLS / "cert.pem"), "--tls-key", str(TLS / "key.pem")]
    with ServerProcess(arguments, healthy=False) as server:
        target = f"localhost:{server.address.rpartition(':')[2]}"
        with grpc.secure_channel(target, grpc.ssl_channel_credentials((TLS / "cert.pem").read_bytes())) as channel:
            assert environment_pb2_grpc.EnvironmentStub(channel).GetInfo(INFO, timeout=DEADLINE_S, wait_for_ready=True).version


def test_reflection_is_offered_only_when_asked_for(folder: Path) -> None:
    question = reflection_pb2.ServerReflectionRequest(list_services="")
    for flag in ([], ["--reflection"]):
        with (
            ServerProcess(["--bind", f"unix:{folder / 's'}", *flag], healthy=False) as server,
            grpc.insecure_channel(server.address) as channel,
        ):
            call = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(iter([question]), timeout=DEADLINE_S)
            if flag:
                assert "garrison.v1.Environment" in {service.name for service in next(call).list_services_response.service}
            else:
                with pytest.raises(grpc.RpcError):
                    next(call)
            server.end()


def test_a_signal_while_it_compiles_ends_it_at_once(folder: Path) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder / "cache")}
    with ServerProcess(["--bind", f"unix:{folder / 's'}"], healthy=False, environment=environment) as server:
        with grpc.insecure_channel(server.address) as channel:
            answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=DEADLINE_S, wait_for_ready=True)
            assert answer.status == health_pb2.HealthCheckResponse.NOT_SERVING
        assert server.process.stderr is not None and "compiling" in server.process.stderr.readline()
        assert server.end(wait_s=20) == 0


def test_sigterm_while_32_clients_step_lets_each_finish_or_be_told(folder: Path) -> None:
    ends: list[str] = []
    ready = threading.Barrier(33)

    def client(address: str, number: int) -> None:
        caller = Caller(address)
        played = caller.open(max_ticks=0, autoreset="same_step")
        played.reset([number])
        ready.wait(120)
        steps = 0
        try:
            while True:
                assert played.step().slots.tolist() == [0]
                steps += 1
        except Refused as error:
            ends.append(error.code)
        assert steps > 0
        try:
            caller.open()
        except Refused as error:
            ends.append(error.code)

    with ServerProcess(["--bind", f"unix:{folder / 's'}", "--grace", "1.5"]) as server:
        threads = [threading.Thread(target=client, args=(server.address, number), daemon=True) for number in range(32)]
        for thread in threads:
            thread.start()
        ready.wait(120)
        time.sleep(0.5)
        assert server.end(wait_s=60) == 0
        for thread in threads:
            thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert len(ends) == 64 and set(ends) == {"UNAVAILABLE"}


def test_while_draining_open_sessions_go_on_and_new_ones_are_unavailable(folder: Path) -> None:
    with ServerProcess(["--bind", f"unix:{folder / 's'}", "--grace", "60"]) as server:
        caller = Caller(server.address)
        played = caller.open()
        played.reset([1])
        server.process.send_signal(signal.SIGTERM)
        while True:
            try:
                caller.open().close()
                time.sleep(0.05)
            except Refused as error:
                assert (error.code, error.reason) == ("UNAVAILABLE", "DRAINING") and error.retry_s > 0
                break
        assert health_pb2_grpc.HealthStub(caller.channel).Check(health_pb2.HealthCheckRequest(), timeout=DEADLINE_S).status == 2
        assert played.step().steps.tolist() == [1]
        played.close()
        assert server.process.wait(20) == 0  # the last session was closed: no need to wait the grace out


KILLED = """
import sys
sys.path[:0] = sys.argv[2:]
from compliance.caller import Caller
played = Caller(sys.argv[1]).open(slots=3, lease_s=1.0)
played.reset([1, 2, 3])
print(played.opened.session_id, played.opened.resume_token, flush=True)
while True:
    played.step()
"""


def test_a_client_killed_with_9_leaves_nothing_past_its_lease(folder: Path) -> None:
    with ServerProcess(["--bind", f"unix:{folder / 's'}", "--max-slots", "3"]) as server:
        command = [sys.executable, "-c", KILLED, server.address, *sys.path]
        client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert client.stdout is not None
        client.stdout.readline()
        caller = Caller(server.address)
        assert refusal(caller.open).code == "RESOURCE_EXHAUSTED"
        client.kill()
        client.wait(20)
        client.stdout.close()
        time.sleep(2.5)
        played = caller.open(slots=3)
        assert played.reset([1, 2, 3]).ticks.tolist() == [0, 0, 0]
        played.close()  # or the server would wait for it when it ends
