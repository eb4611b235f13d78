"""Bring up what the project runs on: its virtual environment and its browser assets.

    python3 tools/bootstrap.py packages runtime|dev
    python3 tools/bootstrap.py assets runtime|dev

Run by make, by any Python 3.11 or newer, with nothing installed. uv does the work where it
is present, venv and pip elsewhere. Where the machine has no npm, the one that PyPI carries
is installed into the virtual environment. Each step remembers the lock it installed, so
that a second call does nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
NODE_LOCK = "requirements-node.lock"
OLDEST_PYTHON = (3, 11)
# Older ones cannot read the lock file's format.
OLDEST_NPM = 7


def main(arguments):
    refuse_old_python()
    if len(arguments) != 2 or arguments[0] not in STEPS or arguments[1] not in LOCKS:
        sys.exit(__doc__)
    step, scope = arguments
    STEPS[step](scope)


def refuse_old_python():
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            "Python 3.11 or newer is needed and this is "
            + sys.version.split()[0]
            + ": name a newer one, for example `make PYTHON=python3.12 demo`."
        )


def install_packages(scope):
    """Make the virtual environment hold the pinned packages of `scope`.

    An environment that already holds the development packages keeps them.
    """
    if not runs(PYTHON):
        make_environment()
    if (STAMPS / "packages-dev").exists():
        scope = "dev"
    if holds("packages", scope, LOCKS[scope]):
        return
    say("Installing Python packages from " + LOCKS[scope])
    install_lock(LOCKS[scope])
    remember("packages", scope, LOCKS[scope])


def make_environment():
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making the virtual environment .venv")
    uv = shutil.which("uv")
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, VENV)
    elif subprocess.call([sys.executable, "-m", "venv", VENV]):
        sys.exit(
            "Python cannot make a virtual environment: install its venv package (on Debian and "
            "Ubuntu `apt-get install python3-venv`) and try again."
        )
    STAMPS.mkdir()


def install_lock(lock):
    uv = shutil.which("uv")
    if uv:
        pip = [uv, "pip", "install", "--quiet", "--python", PYTHON]
    else:
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "-r", ROOT / lock)


def install_assets(scope):
    """Make node_modules hold the pinned browser assets; `dev` adds what only tests use."""
    if (STAMPS / "assets-dev").exists():
        scope = "dev"
    if (ROOT / "node_modules").is_dir() and holds("assets", scope, "package-lock.json"):
        return
    npm = npm_command()
    say("Installing browser assets from package-lock.json")
    omit = [] if scope == "dev" else ["--omit=dev"]
    run(*npm, "ci", *omit, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    remember("assets", scope, "package-lock.json")


def npm_command():
    """Return the npm of this machine, else the one of the virtual environment."""
    system = shutil.which("npm")
    if system and shutil.which("node") and npm_major(system) >= OLDEST_NPM:
        return [system]
    carried = VENV / "bin" / "npm"
    if not carried.exists():
        say("No npm on this machine: installing the one that PyPI carries")
        install_lock(NODE_LOCK)
    return [carried]


def npm_major(npm):
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True)
    major = answer.stdout.partition(".")[0]
    return int(major) if answer.returncode == 0 and major.isdigit() else 0


def runs(program):
    try:
        return subprocess.run([program, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def holds(step, scope, lock):
    stamp = stamp_of(step, scope)
    return stamp.exists() and stamp.read_text() == fingerprint(lock)


def remember(step, scope, lock):
    STAMPS.mkdir(exist_ok=True)
    stamp_of(step, scope).write_text(fingerprint(lock))


def stamp_of(step, scope):
    return STAMPS / (step + "-" + scope)


def fingerprint(lock):
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def run(*command):
    # A carried npm starts node by name; Python must not add bytecode outside the environment.
    path = os.pathsep.join([os.environ.get("PATH", ""), str(VENV / "bin")])
    status = subprocess.call(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, "PATH": path}
    )
    if status:
        sys.exit(status)


def say(text):
    print("==> " + text, flush=True)


STEPS = {"packages": install_packages, "assets": install_assets}

if __name__ == "__main__":
    main(sys.argv[1:])
