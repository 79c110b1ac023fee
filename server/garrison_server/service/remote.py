"""One question to a server elsewhere: does this replay hold there too?"""

import os
from typing import Final

import grpc

from garrison_proto.v1 import environment_pb2 as pb

METHOD: Final = "/garrison.v1.Environment/VerifyReplay"
TIMEOUT_S: Final = 300.0


class RemoteError(RuntimeError):
    """The server could not be asked, or refused."""


def verify_at(target: str, replay: bytes) -> pb.VerifyReplayResponse:
    """The verdict of the server at `target` (host:port or unix:PATH) on a replay file. Raises RemoteError.

    A server that wants a token gets the one in GARRISON_TOKEN.
    """
    token = os.environ.get("GARRISON_TOKEN")
    metadata = (("authorization", f"Bearer {token}"),) if token else ()
    with grpc.insecure_channel(target, options=[("grpc.max_send_message_length", -1)]) as channel:
        call = channel.unary_unary(METHOD, pb.VerifyReplayRequest.SerializeToString, pb.VerifyReplayResponse.FromString)
        try:
            verdict: pb.VerifyReplayResponse = call(pb.VerifyReplayRequest(replay=replay), timeout=TIMEOUT_S, metadata=metadata)
        except grpc.RpcError as error:
            raise RemoteError(f"{target}: {error.code().name}: {error.details()}") from None
    return verdict
