"""A server that wants a token."""

import pytest

import garrison
from garrison import errors
from garrison_proto.records import OpenOptions


def test_token_is_wanted_of_every_call_and_carried_by_every_call() -> None:
    with garrison.launch(["--token", "open sesame"]) as server:
        for token in (None, "open barley"):
            with garrison.connect(server.address, token=token) as stranger, pytest.raises(errors.UnauthenticatedError):
                stranger.info()
        with garrison.connect(server.address, token="open sesame") as friend:
            session = friend.open(OpenOptions(levels=("garrison-1",), lease_s=1.0))
            assert session.reset([0], [1]).ticks.tolist() == [0]
            session.keep_alive()
            session.close()
        backend = garrison.load_backend(server.address, token="open sesame")
        assert backend.info().levels
        backend.close()
