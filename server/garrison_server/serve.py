"""`garrison serve`: starts a server, says where it listens, and lets it end in peace."""

import ctypes
import gc
import json
import math
import os
import signal
import ssl
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from garrison_server.rules import ENGINE_VERSION

# Every command of `garrison` imports this file, and few need the simulator: what does is imported where it is used.
if TYPE_CHECKING:
    from garrison_server.registry import Registry
    from garrison_server.service.host import Host

EPILOG: Final = """
The one line on stdout is JSON: {"address": "127.0.0.1:40513", "pid": 1234, ...}. It comes as soon as the port is bound; the standard
health service says SERVING once all kernels are compiled. Messages go to stderr.

Examples:

    garrison serve                                  a free port of this machine

    garrison serve --bind unix:/tmp/garrison.sock   a unix socket, for its owner alone

    garrison serve --bind 0.0.0.0:7447 --token-file token.txt --tls-cert cert.pem --tls-key key.pem

Then: garrison run --agent greedy --level garrison-1 --target 127.0.0.1:40513. SIGTERM (or Ctrl-C) drains: no new sessions, the open
ones may finish within the grace. A second signal ends at once.
"""


def register(app: typer.Typer) -> None:
    """Adds `serve` to the command line."""
    app.command("serve", help="Serve the game over gRPC.", epilog=EPILOG)(serve)


def serve(
    bind: Annotated[str, typer.Option(help="HOST:PORT (port 0: any free one), or unix:PATH.")] = "127.0.0.1:0",
    max_slots: Annotated[int, typer.Option(min=1, max=1_000_000, help="Slots of all sessions together; one takes some 25 KB.")] = 4096,
    max_sessions: Annotated[int, typer.Option(min=1, max=100_000, help="Sessions at the same time.")] = 1024,
    max_lease: Annotated[float, typer.Option(min=1, help="The longest lease, in seconds: an unused session lives so long.")] = 3600.0,
    max_message_mb: Annotated[int, typer.Option(min=1, max=1024, help="The largest message, in MiB.")] = 64,
    threads: Annotated[int, typer.Option(min=1, max=256, help="Threads that one step of a large batch may use.")] = 1,
    grace: Annotated[float, typer.Option(min=0, help="Seconds that open sessions may go on after SIGTERM.")] = 10.0,
    reflection: Annotated[bool, typer.Option("--reflection", help="Offer server reflection, for grpcurl and the like.")] = False,
    token: Annotated[str, typer.Option(envvar="GARRISON_SERVER_TOKEN", help="Wanted of every call. Better by --token-file or the variable: "
                                       "others can read a command line.")] = "",
    token_file: Annotated[Path | None, typer.Option(help="A file that holds the token.")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="The server's certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Listen beyond this machine without token or TLS all the same.")] = False,
    warm_several: Annotated[bool, typer.Option("--warm-several", help="Before serving, compile what games of several seats need, too: "
                                               "else the first of each mode waits for it, once after an installation.")] = False,
    until_stdin_closes: Annotated[bool, typer.Option("--until-stdin-closes", help="End at once when stdin ends: for a program that "
                                                     "starts a server of its own.")] = False,
) -> None:  # fmt: skip
    from garrison_server.registry import Limits, Registry

    keep_pages()
    stop = threading.Event()
    _on_signal(stop)
    if until_stdin_closes:
        threading.Thread(target=_end_with_stdin, name="garrison-stdin", daemon=True).start()
    if not (math.isfinite(max_lease) and math.isfinite(grace)):
        _fail(f"--max-lease {max_lease}, --grace {grace}: wanted finite numbers of seconds")
    registry = Registry(Limits(max_slots, max_sessions, max_lease, max_message_mb << 20), threads=threads)
    host = _listen(registry, bind, _secret(token, token_file), _pair(tls_cert, tls_key), reflection, insecure)
    _warm(stop, warm_several)
    gc.collect()
    gc.freeze()  # what is there now stays: the collector need not look at it again and again
    host.ready()
    stop.wait()
    sessions, slots = registry.count()
    print(f"garrison: draining {sessions} sessions ({slots} slots), at most {grace:g} s", file=sys.stderr, flush=True)
    host.drain(grace)
    # gRPC's own stop would answer calls that come meanwhile with CANCELLED; a connection that closes reads as UNAVAILABLE.
    os._exit(0)


def _listen(registry: "Registry", bind: str, secret: str, pair: tuple[str, str], reflection: bool, insecure: bool) -> "Host":
    """The server, bound, with its card printed."""
    from garrison_server.card import package_version
    from garrison_server.service.host import BindError, Host, HostOptions, is_loopback

    certificate, key = pair
    try:
        if not is_loopback(bind) and not (secret or certificate or insecure):
            _fail(f"--bind {bind} can be reached from other machines: give --token-file, or --tls-cert and --tls-key, or say --insecure")
        host = Host(registry, HostOptions(bind, secret, certificate.encode(), key.encode(), reflection))
    except BindError as error:
        _fail(str(error))
    card = {"address": host.address, "pid": os.getpid(), "version": package_version(), "engine_version": ENGINE_VERSION}
    print(json.dumps(card), flush=True)
    return host


def _secret(token: str, file: Path | None) -> str:
    """The token; an empty file is no way to have none."""
    if file is None:
        return token
    secret = _text(file, "--token-file").strip()
    return secret or _fail(f"--token-file {file}: came an empty file, wanted a token")


def keep_pages() -> None:
    """Keeps freed memory in the process: large messages nearly double in speed when their pages are not mapped anew each time.

    The same as MALLOC_MMAP_THRESHOLD_ and MALLOC_TRIM_THRESHOLD_ in the environment, which win where they are set.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is None:
        return
    for variable, parameter, value in (("MALLOC_MMAP_THRESHOLD_", -3, 32 << 20), ("MALLOC_TRIM_THRESHOLD_", -1, 64 << 20)):
        if variable not in os.environ:
            mallopt(parameter, value)


def _warm(stop: threading.Event, several: bool) -> None:
    """Compiles in a thread, so that a signal meanwhile is heard; the process then ends without waiting for the compiler."""
    from garrison_server.warm import tell_compiles, warm

    failed: list[BaseException] = []

    def work() -> None:
        try:
            warm(several=several)
            tell_compiles()  # the first game of a mode that was not warmed
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, name="garrison-warm", daemon=True)
    thread.start()
    while thread.is_alive() and not stop.is_set():
        thread.join(0.05)
    if failed:
        raise failed[0]
    if thread.is_alive():
        os._exit(0)


def _on_signal(stop: threading.Event) -> None:
    def told(number: int, frame: object) -> None:
        if stop.is_set():
            os._exit(0)
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)


def _end_with_stdin() -> None:
    """Whoever holds the other end of stdin is gone, however it ended; nobody is left to drain for."""
    while os.read(0, 4096):
        pass
    os._exit(0)


def _text(path: Path, option: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _fail(f"{option} {path}: {getattr(error, 'strerror', None) or error}")


def _pair(certificate: Path | None, key: Path | None) -> tuple[str, str]:
    """The texts of a certificate and its key, once they are known to belong together; empty where neither is given."""
    if certificate is None and key is None:
        return "", ""
    if certificate is None or key is None:
        _fail("--tls-cert and --tls-key: came one of them, wanted both or none")
    texts = _text(certificate, "--tls-cert"), _text(key, "--tls-key")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, OSError) as error:
        _fail(f"--tls-cert {certificate}, --tls-key {key}: wanted a certificate and its unencrypted private key, PEM: {error}")
    return texts


def _fail(message: str) -> NoReturn:
    print(f"garrison serve: {message}", file=sys.stderr)
    raise typer.Exit(2)
