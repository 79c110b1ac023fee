"""Talking: the gateway's own time for one Say, in process, and the brief view that prompts for small models show."""

from collections.abc import Iterator
from statistics import median
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Final

import numpy as np

import garrison
from garrison.gateway import Gateway
from garrison_bench.figures import Measured
from garrison_bench.loads import TYPICAL, lead_in, level_for, loaded_batch, seeds
from garrison_bench.timing import medians
from garrison_levels.level import level_text
from garrison_proto.records import OpenOptions
from garrison_proto.talk import STYLES, Saying, TalkOptions
from garrison_server.gateway.conversations import Conversations
from garrison_server.observe.views import observe
from garrison_server.plan import plan_of
from garrison_server.session import Session

ROUNDS: Final = 9
SAYS: Final = 60  # a round
SLOTS: Final = 64
BRIEF_CALLS: Final = 8
CROWD: Final = 64
CROWD_ROUNDS: Final = 5
PROBES: Final = 20  # a round
PAUSE_S: Final = 0.05
THINK_S: Final = 1.0
WAIT: Final = '{"X": 0.0, "Y": 0.0, "Action": 6}'
REPLY: Final = Saying(text='```json\n{"X": 0.0, "Y": 0.0, "Action": 6}\n```')


def gateway_figures() -> Iterator[Measured]:
    """Say in both styles, the slower of the two told, and briefs a second."""
    session = Session(
        plan_of(OpenOptions(level_documents=(level_text(level_for(TYPICAL)).encode(),), views=(), max_ticks=0, record=True), 1)
    )
    session.reset([0], seeds(1))
    for orders in lead_in(TYPICAL, 1):
        session.step([0], orders)
    start = session.snapshot([0])
    taken = {style: _p50_s(session, start, TalkOptions(style=style)) for style in STYLES}
    slowest = max(taken, key=lambda style: taken[style])
    about = f"parse, one step of 16 ticks, {slowest} prompt with 2 earlier states; {TYPICAL.about}; recorded, in process"
    yield Measured("say_p50_ms", taken[slowest] * 1e3, about)
    batch, everyone = loaded_batch(TYPICAL, SLOTS), np.arange(SLOTS)

    def look() -> None:
        for _ in range(BRIEF_CALLS):
            observe("brief", batch, everyone)

    (seconds,) = medians([look], ROUNDS)
    yield Measured("brief_per_s", SLOTS * BRIEF_CALLS / seconds, f"batch {SLOTS}; {TYPICAL.about}; one thread")


def crowd_figures() -> Iterator[Measured]:
    """One conversation's Say over gRPC, alone and among others whose models think for a second, in turns."""
    wanted, over = Event(), Event()
    taken: dict[bool, list[float]] = {False: [], True: []}
    with garrison.launch() as server, garrison.connect(server.address) as connection:
        others = [Thread(target=_chatter, args=(connection, i / CROWD, wanted, over), daemon=True) for i in range(CROWD - 1)]
        for other in others:
            other.start()
        gateway, session = Gateway(connection), _opened(connection)
        for number in range(2 * CROWD_ROUNDS):
            crowded = bool(number % 2)
            (wanted.set if crowded else wanted.clear)()
            sleep(THINK_S + 0.2)  # until everybody talks, or nobody
            for _ in range(PROBES):
                sleep(PAUSE_S)
                began = perf_counter()
                gateway.say(session, 0, WAIT)
                taken[crowded].append(perf_counter() - began)
        over.set()
        wanted.set()
        for other in others:
            other.join()
        session.close()
    alone, crowd = median(taken[False]), median(taken[True])
    yield Measured("rpc_say_p50_ms", alone * 1e3, f"full prompt; garrison-2; unix socket; every {PAUSE_S:g} s")
    yield Measured("rpc_say_crowd_over_alone", crowd / alone, f"{CROWD} conversations, {THINK_S:g} s of thinking each; rounds in turn")


def _opened(connection: garrison.Connection) -> garrison.SessionHandle:
    session = connection.open(garrison.OpenOptions(levels=("garrison-2",), views=(), record=True))
    session.reset([0], [1])
    return session


def _chatter(connection: garrison.Connection, start_s: float, wanted: Event, over: Event) -> None:
    """One of the crowd: talks while it is wanted."""
    gateway, session = Gateway(connection), _opened(connection)
    sleep(start_s)
    while wanted.wait() and not over.is_set():
        if gateway.say(session, 0, WAIT).over:
            session.reset([0], [1])
        sleep(THINK_S)
    session.close()


def _p50_s(session: Session, start: list[bytes], options: TalkOptions) -> float:
    """The median seconds of one Say."""
    seconds = []
    for number in range(ROUNDS + 1):
        session.restore([0], start)
        talk = Conversations(session)
        talk.brief(0, options)
        for _ in range(SAYS):
            began = perf_counter()
            talk.say(0, REPLY)
            if number:
                seconds.append(perf_counter() - began)
    return median(seconds)
