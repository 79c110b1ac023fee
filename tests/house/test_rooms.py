"""The house's rules, held by walking the sources: who may import whom, how long a file may be, what it may be called."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    "garrison_levels": ROOT / "levels/garrison_levels",
    "garrison_proto": ROOT / "proto/garrison_proto",
    "garrison_server": ROOT / "server/garrison_server",
    "garrison": ROOT / "clients/garrison",
    "garrison_agents": ROOT / "agents/garrison_agents",
    "garrison_bench": ROOT / "bench/garrison_bench",
}
MAY_IMPORT = {
    "garrison_levels": set(),
    "garrison_proto": set(),
    "garrison_server": {"garrison_levels", "garrison_proto"},
    "garrison": {"garrison_proto"},
    "garrison_agents": {"garrison"},
    "garrison_bench": set(ROOMS),
}
# Outside packages that only these folders may know.
RESERVED = {
    "pygame": ("clients/garrison/play", "clients/garrison/edit"),
    "torch": ("agents/",),
}
SOURCES = sorted(path for room in ROOMS.values() for path in room.rglob("*.py") if not path.name.endswith(("_pb2.py", "_pb2_grpc.py")))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return next(name for name, folder in ROOMS.items() if folder in path.parents)


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_between_rooms_follow_the_house() -> None:
    faults = [
        f"{short(path)} imports {module}"
        for path in SOURCES
        for module in imports(path)
        if (top := module.split(".")[0]) in ROOMS and top != room_of(path) and top not in MAY_IMPORT[room_of(path)]
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("package", ["pygame", "torch"])
def test_reserved_packages_are_known_only_where_they_belong(package: str) -> None:
    faults = [
        f"{short(path)} imports {module}"
        for path in SOURCES
        for module in imports(path)
        if module.split(".")[0] == package and not short(path).startswith(RESERVED[package])
    ]
    assert not faults, "\n".join(faults)


def test_simulator_observations_and_pictures_know_neither_wire_nor_sessions() -> None:
    inner = tuple(f"server/garrison_server/{folder}/" for folder in ("sim", "commons", "observe", "picture", "art"))
    outer = {"grpc", "google", "garrison_proto.v1", "garrison_server.session", "garrison_server.service", "garrison_server.serve"}
    faults = [
        f"{short(path)} imports {module}"
        for path in SOURCES
        if short(path).startswith(inner)
        for module in imports(path)
        if any(module == name or module.startswith(name + ".") for name in outer)
    ]
    assert not faults, "\n".join(faults)


def test_files_stay_short() -> None:
    long = [f"{short(path)}: {lines} lines" for path in SOURCES if (lines := path.read_text(encoding="utf-8").count("\n")) > 300]
    assert not long, "\n".join(long)


def test_modules_say_what_they_hold() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    faults = [f"{short(path)}: name" for path in SOURCES if path.stem in vague]
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and not ast.get_docstring(tree):
            faults.append(f"{short(path)}: no docstring")
    assert not faults, "\n".join(faults)


def test_errors_are_called_errors() -> None:
    faults = [
        f"{short(path)}: {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id.endswith(("Error", "Exception")) for base in node.bases)
        and not node.name.endswith("Error")
    ]
    assert not faults, "\n".join(faults)


def test_client_imports_with_numpy_grpcio_and_protobuf_alone() -> None:
    code = """
import sys
allowed = {"numpy", "grpc", "google", "garrison", "garrison_proto", "typing_extensions"} | sys.stdlib_module_names
class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in allowed and not top.startswith("_"):
            raise ModuleNotFoundError(name, name=top)
sys.meta_path.insert(0, Refuse())
import garrison
import garrison.connection
assert garrison.connect and garrison.launch and garrison.make
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
