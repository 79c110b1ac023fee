"""Generates Python from garrison_proto/v1/*.proto, with the pinned generator of requirements.txt.

    python proto/generate.py [FOLDER]

writes into FOLDER (default: this one, where the result is committed). `make proto` runs it in the right environment.
"""

import sys
from pathlib import Path

from grpc_tools import protoc  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent


def generate(target: Path) -> None:
    """Messages and their type stubs for every file; service stubs for those that hold a service."""
    include = str(Path(protoc.__file__).parent / "_proto")
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "garrison_proto" / "v1").glob("*.proto"))
    services = [file for file in files if "\nservice " in (ROOT / file).read_text(encoding="utf-8")]
    runs = [
        [f"--python_out={target}", f"--pyi_out={target}", *files],
        [f"--grpc_python_out={target}", *services],
    ]
    for arguments in runs:
        code = protoc.main(["protoc", f"-I{ROOT}", f"-I{include}", *arguments])
        if code:
            raise SystemExit(code)


if __name__ == "__main__":
    generate(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT)
