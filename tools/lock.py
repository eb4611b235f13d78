"""Write the lock files anew from pyproject.toml and package.json.

    python tools/lock.py [--upgrade]

No address of a registry or of anything else may stand in a lock: the headers, the download
places and npm's notes on funding are left out.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
COMPILE = [
    *(str(UV), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"),
    *("--python-version", "3.11"),
]


def main(extra: list[str]) -> None:
    compile_lock("requirements.lock", ["pyproject.toml"], extra)
    development = ["--extra", "dev", "--constraint", "requirements.lock", "pyproject.toml"]
    compile_lock("requirements-dev.lock", development, extra)
    compile_lock("requirements-node.lock", ["--group", "pyproject.toml:node"], extra)
    lock_browser_assets(extra)


def compile_lock(lock: str, sources: list[str], extra: list[str]) -> None:
    subprocess.run([*COMPILE, *sources, *extra, "--output-file", lock], cwd=ROOT, check=True)


def lock_browser_assets(extra: list[str]) -> None:
    command = "update" if extra else "install"
    subprocess.run(
        ["npm", command, "--package-lock-only", "--loglevel=error"], cwd=ROOT, check=True
    )
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main([argument for argument in sys.argv[1:] if argument == "--upgrade"])
