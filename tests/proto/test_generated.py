"""The committed Python is what the pinned generator makes of the .proto files, and any runtime from 5 on loads it."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

PROTO = Path(__file__).resolve().parents[2] / "proto"
MADE = ("*_pb2.py", "*_pb2.pyi", "*_pb2_grpc.py")


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the pinned generator: GARRISON_PROTO_PYTHON, the Makefile's .venv-proto, or a new environment."""
    for known in (os.environ.get("GARRISON_PROTO_PYTHON"), PROTO.parent / ".venv-proto" / "bin" / "python"):
        if known and Path(known).exists():
            return Path(known)
    folder = tmp_path_factory.mktemp("proto") / "venv"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", PROTO / "requirements.txt"]
    subprocess.run(command, check=True, timeout=280)
    return python


def test_generating_again_makes_no_difference(generator: Path, tmp_path: Path) -> None:
    subprocess.run([generator, PROTO / "generate.py", tmp_path], check=True, timeout=120)
    folder = Path("garrison_proto") / "v1"
    made, kept = ({path.name for pattern in MADE for path in (root / folder).glob(pattern)} for root in (tmp_path, PROTO))
    assert made == kept
    for name in sorted(made):
        assert (tmp_path / folder / name).read_text() == (PROTO / folder / name).read_text(), f"{name}: run `make proto`"


def test_the_pinned_generator_is_old_enough(generator: Path) -> None:
    pins = dict(line.split("==") for line in (PROTO / "requirements.txt").read_text().splitlines() if "==" in line)
    assert "1.66" <= pins["grpcio-tools"][:4] <= "1.71" and pins["protobuf"].startswith("5.")


def test_every_message_field_rpc_and_value_is_commented() -> None:
    bare = []
    for path in sorted((PROTO / "garrison_proto" / "v1").glob("*.proto")):
        lines = path.read_text().splitlines()
        for i, line in enumerate(lines):
            words = line.strip()
            declares = words.startswith(("message ", "enum ", "service ", "rpc ", "oneof ")) or (words.endswith(";") and " = " in words)
            if declares and not words.startswith(("syntax", "//")) and not lines[i - 1].strip().startswith("//"):
                bare.append(f"{path.name}:{i + 1}: {words}")
    assert not bare


def test_no_field_is_a_repeated_float() -> None:
    for path in (PROTO / "garrison_proto" / "v1").glob("*.proto"):
        assert "repeated float" not in path.read_text() and "repeated double" not in path.read_text()
