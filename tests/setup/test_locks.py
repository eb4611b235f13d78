"""Everything installed is pinned, hashed and free of addresses."""

import json
import re
import subprocess
import tomllib

import pytest
from django.conf import settings
from packaging.requirements import Requirement

LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"]
PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
RUNTIME = PROJECT["project"]["dependencies"]
DEV = PROJECT["project"]["optional-dependencies"]["dev"]
NODE = PROJECT["dependency-groups"]["node"]


def read(name):
    return (settings.BASE_DIR / name).read_text()


def pinned(lock):
    """Return the versions that a lock pins, by package name; more than one where Pythons differ."""
    versions = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", read(lock), flags=re.MULTILINE):
        versions.setdefault(name, set()).add(version)
    return versions


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json"])
def test_no_address_stands_in_a_lock(lock):
    assert "://" not in read(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pinned_package_has_a_hash(lock):
    entries = re.split(r"^(?=[\w.-]+==)", read(lock), flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_browser_asset_is_pinned_by_its_digest():
    packages = json.loads(read("package-lock.json"))["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


@pytest.mark.parametrize("requirement", [*RUNTIME, *DEV, *NODE])
def test_every_direct_dependency_has_a_lower_bound(requirement):
    operators = {clause.operator for clause in Requirement(requirement).specifier}
    assert operators & {">=", "~=", "=="}


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.lock", RUNTIME),
        ("requirements-dev.lock", RUNTIME + DEV),
        ("requirements-node.lock", NODE),
    ],
)
def test_a_lock_answers_every_direct_dependency(lock, requirements):
    versions = pinned(lock)
    for text in requirements:
        requirement = Requirement(text)
        assert versions[requirement.name], text
        assert all(requirement.specifier.contains(v) for v in versions[requirement.name]), text


def test_development_runs_on_the_versions_of_production():
    development = pinned("requirements-dev.lock")
    runtime = pinned("requirements.lock")
    assert {name: development[name] for name in runtime} == runtime


def test_no_package_registry_is_named_in_the_tree():
    registries = ["pypi" + ".org", "python" + "hosted", "npmjs" + ".", "npmjs" + ".org"]
    listed = subprocess.run(
        ["git", "grep", "-lIiF", *(part for name in registries for part in ("-e", name))],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert listed.stdout.splitlines() == []
