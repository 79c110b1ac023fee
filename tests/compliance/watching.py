"""Watch: a reader who does not play."""

import time

import grpc

from compliance.base import Compliance, refusal
from compliance.caller import DEADLINE_S, Caller, Played, refused
from garrison_proto import codec, specs
from garrison_proto.records import Outcome
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import types_pb2


class Watcher:
    """A Watch call, read one state at a time."""

    def __init__(self, caller: Caller, played: Played, ref: types_pb2.SessionRef | None = None, **more: object) -> None:
        request = env.WatchRequest(session=played.ref if ref is None else ref, **more)
        self.call = caller.environment.Watch(request, timeout=DEADLINE_S)
        described = caller.call("DescribeScenario", env.DescribeScenarioRequest(level_name="garrison-1"))
        self.specs = {view.name: specs.unpack_view_spec(view) for view in described.views}
        self.slots = played.slots

    def next(self) -> tuple[Outcome, int]:
        try:
            message = next(self.call)
        except grpc.RpcError as error:
            raise refused(error) from None
        return codec.unpack_outcome(message.outcome, self.slots, self.specs), message.dropped


class TestWatching(Compliance):
    def test_a_watcher_sees_the_present_state_and_then_every_change(self, caller: Caller) -> None:
        played = caller.open(slots=2)
        played.reset([1, 2])
        watcher = Watcher(caller, played, slot=1, views=["structured", "text"], max_rate=1000)
        seen, _ = watcher.next()
        assert seen.slots.tolist() == [1] and seen.steps.tolist() == [0] and set(seen.views) == {"structured", "text"}
        for i in range(3):
            outcome = played.step()
            seen, dropped = watcher.next()
            assert (seen.steps[0], seen.hashes[0], dropped) == (i + 1, outcome.hashes[1], 0)

    def test_states_that_come_too_fast_are_dropped_and_counted(self, caller: Caller) -> None:
        played = caller.open()
        played.reset([1])
        watcher = Watcher(caller, played, max_rate=5)
        watcher.next()
        for _ in range(10):
            played.step()
        seen, dropped = watcher.next()
        assert seen.steps[0] + 0 == dropped + 1 or dropped > 0
        while seen.steps[0] < 10:
            seen, _ = watcher.next()

    def test_watching_does_not_keep_a_session_alive_and_ends_with_it(self, caller: Caller) -> None:
        played = caller.open(lease_s=0.5)
        played.reset([1])
        watcher = Watcher(caller, played)
        watcher.next()
        began = time.monotonic()
        assert list(watcher.call) == []
        assert time.monotonic() - began < 5

    def test_a_watcher_needs_the_token_unless_the_session_is_watchable(self, caller: Caller) -> None:
        private, public = caller.open(), caller.open(watchable=True)
        public.reset([1])
        anonymous = types_pb2.SessionRef(id=private.opened.session_id)
        assert refusal(Watcher(caller, private, anonymous).next).code == "PERMISSION_DENIED"
        assert Watcher(caller, public, types_pb2.SessionRef(id=public.opened.session_id)).next()[0].steps.tolist() == [0]
        assert Watcher(caller, public, types_pb2.SessionRef()).next()[0].steps.tolist() == [0]
        public.close()

    def test_what_cannot_be_watched_is_refused(self, caller: Caller) -> None:
        played = caller.open()
        assert refusal(Watcher(caller, played, slot=1).next).code == "NOT_FOUND"
        assert refusal(Watcher(caller, played, views=["smell"]).next).code == "INVALID_ARGUMENT"
        assert refusal(Watcher(caller, played, views=["pixels:15"]).next).code == "INVALID_ARGUMENT"
        assert refusal(Watcher(caller, played, max_rate=-1.0).next).code == "INVALID_ARGUMENT"

    def test_a_watcher_waits_for_the_first_reset(self, caller: Caller) -> None:
        played = caller.open()
        watcher = Watcher(caller, played)
        played.reset([1])
        assert watcher.next()[0].steps.tolist() == [0]
