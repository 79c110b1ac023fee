"""Pictures: the views pixels:SIZE, and Render."""

import io
import zlib

import numpy as np
from PIL import Image

from compliance.base import Compliance, refusal
from compliance.caller import Caller
from garrison_proto import codec
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import play_pb2
from garrison_proto.v1 import types_pb2 as pb


class TestPictures(Compliance):
    def test_a_view_of_pixels_is_a_square_of_bytes_per_slot(self, caller: Caller) -> None:
        played = caller.open(slots=2, levels=("garrison-1", "garrison-2"), views=("pixels:84", "pixels:32:bare", "mask"))
        outcome = played.reset([1, 2])
        assert outcome.views["pixels:84"].shape == (2, 84, 84, 3) and outcome.views["pixels:84"].dtype == np.uint8
        assert outcome.views["pixels:32:bare"].shape == (2, 32, 32, 3)
        again = played.reset([1, 2])
        assert np.array_equal(again.views["pixels:84"], outcome.views["pixels:84"])

    def test_render_gives_the_view_s_frames_raw_deflated_and_as_png(self, caller: Caller) -> None:
        played = caller.open(slots=3, views=("pixels:128", "pixels:128:bare"))
        views = played.reset([1, 2, 3]).views
        for bare, name in ((False, "pixels:128"), (True, "pixels:128:bare")):
            wanted = [views[name][2].tobytes(), views[name][0].tobytes()]
            for kind, unpack in ((pb.CODEC_RAW, bytes), (pb.CODEC_ZLIB, zlib.decompress), (pb.CODEC_PNG, _pixels)):
                body = play_pb2.Render(slots=[2, 0], size=128, codec=kind, bare=bare)
                frames = played.ask("render", body).frames.frames
                assert [unpack(frame.data) for frame in frames] == wanted
                forms = [(list(frame.shape), frame.dtype, frame.codec) for frame in frames]
                assert forms == [([128, 128, 3], pb.DATA_TYPE_UINT8, kind)] * 2

    def test_render_without_a_size_gives_512_pixels_and_steps_nothing(self, caller: Caller) -> None:
        played = caller.open(views=("mask",))
        before = played.reset([1])
        request = env.RenderRequest(session=played.ref, seq=9, render=play_pb2.Render(codec=pb.CODEC_PNG))
        assert Image.open(io.BytesIO(caller.call("Render", request).frames.frames[0].data)).size == (512, 512)
        played.seq = 9
        assert played.step().steps[0] == before.steps[0] + 1

    def test_a_wrong_render_is_refused_by_field_and_the_stream_goes_on(self, caller: Caller) -> None:
        played = caller.open()
        assert refusal(played.ask, "render", play_pb2.Render()).reason == "STEP_BEFORE_RESET"
        played.reset([1])
        for body, code, field in (
            (play_pb2.Render(size=513), "INVALID_ARGUMENT", "render.size"),
            (play_pb2.Render(size=15), "INVALID_ARGUMENT", "render.size"),
            (play_pb2.Render(codec=9), "INVALID_ARGUMENT", "render.codec"),
            (play_pb2.Render(slots=[1]), "NOT_FOUND", "render.slots"),
        ):
            error = refusal(played.ask, "render", body)
            assert (error.code, error.field) == (code, field)
        assert played.step().steps[0] == 1

    def test_more_pixels_than_a_message_holds_are_refused_before_the_step(self, caller: Caller) -> None:
        largest = caller.call("GetInfo", env.GetInfoRequest()).limits.max_message_bytes
        played = caller.open(slots=largest // (512 * 512 * 3) + 1, views=("pixels:512",))
        few = play_pb2.Reset(views=codec.pack_selection(()))
        played.ask("reset", few)
        assert refusal(played.step).reason == refusal(played.ask, "render", play_pb2.Render()).reason == "MESSAGE_TOO_LARGE"
        blind = play_pb2.Step(actions=played.step_body().actions, views=codec.pack_selection(()))
        assert played.ask("step", blind).outcome.steps[:1] == b"\1"
        played.close()


def _pixels(png: bytes) -> bytes:
    return Image.open(io.BytesIO(png)).tobytes()
