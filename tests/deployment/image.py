"""What the image holds, laid out in a folder by the Dockerfile's own words; no engine is needed."""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from django.conf import settings

ROOT = settings.BASE_DIR
BIN = Path(sys.executable).parent


def runs():
    """Return the commands of every RUN, continuation lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [" ".join(command.split()) for command in re.findall(r"^RUN (.*)$", text, re.MULTILINE)]


def environment():
    """Return what ENV sets, but for the path."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    (line,) = re.findall(r"^ENV (.*)$", text, re.MULTILINE)
    return {key: value for key, value in re.findall(r"(\w+)=(\S+)", line) if key != "PATH"}


def is_ignored(name):
    """Say whether .dockerignore keeps a file of the repository out."""
    verdict = False
    parts = Path(name).parts
    for rule in (ROOT / ".dockerignore").read_text().splitlines():
        if not rule or rule.startswith("#"):
            continue
        pattern = rule.removeprefix("!")
        where = parts if pattern.startswith("**/") else parts[:1]
        if any(fnmatch(part, pattern.removeprefix("**/")) for part in where):
            verdict = not rule.startswith("!")
    return verdict


def lay_out(folder):
    """Copy what COPY would, publish and compile as RUN does, and leave out what only builds."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in listed:
        if not is_ignored(name) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    build = {name: folder / name for name in (".venv", "node_modules")}
    build[".venv"].symlink_to(BIN.parent)
    build["node_modules"].symlink_to((ROOT / "node_modules").resolve())
    published, compiled = runs()[2], runs()[-1]
    _run(published.replace("/tmp/build", str(folder.parent / "build")), folder)  # noqa: S108
    for each in build.values():
        each.unlink()
    _run(compiled, folder)
    return folder


def _run(command, folder):
    environment = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder.parent)}
    subprocess.run(["sh", "-ec", command], cwd=folder, env=environment, check=True)


def contents(folder):
    """Return every file below with its size and time, to see whether anything was written."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
