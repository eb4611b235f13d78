"""docker-compose.yml follows the specification, starts what exists and hides what is secret."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from cs_platform.settings import env
from tests.deployment.compose import VariableMissingError, filled_in, plain, variables

BIN = Path(sys.executable).parent
GIVEN = {
    "SECRET_KEY": "s" * 64,
    "ALLOWED_HOSTS": "success.example",
    "POSTGRES_PASSWORD": "p" * 32,
    "REDIS_PASSWORD": "r" * 32,
}
SERVICES = plain()["services"]
OWN = ["migrate", "web", "worker", "beat"]
# What is not the platform's own setting.
FOR_OTHERS = {"WEB_CONCURRENCY", "TMPDIR"}


def check(*arguments):
    return subprocess.run(
        list(map(str, arguments)),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def check_schema(path):
    return check(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", path)


def test_it_follows_the_specification():
    checked = check_schema("docker-compose.yml")
    assert checked.returncode == 0, checked.stdout


def test_a_word_that_the_specification_does_not_know_is_seen(tmp_path):
    misspelt = tmp_path / "compose.yml"
    text = (settings.BASE_DIR / "docker-compose.yml").read_text()
    misspelt.write_text(text.replace("healthcheck:", "healthchek:", 1))
    assert check_schema(misspelt).returncode == 1


def test_the_image_passes_its_linter():
    linted = check(BIN / "hadolint", "Dockerfile")
    assert (linted.returncode, linted.stdout) == (0, "")


def test_a_fault_in_an_image_is_seen(tmp_path):
    faulty = tmp_path / "Dockerfile"
    faulty.write_text("FROM python:latest\nRUN cd /tmp\n")
    linted = check(BIN / "hadolint", faulty)
    assert linted.returncode == 1
    assert set(re.findall(r"DL\d+", linted.stdout)) >= {"DL3003", "DL3007"}


@pytest.mark.parametrize("name", GIVEN)
def test_without_a_secret_nothing_starts_and_a_sentence_says_what_to_do(name):
    with pytest.raises(VariableMissingError, match=f"^{name}: put .* into .env"):
        filled_in({**GIVEN, name: ""})


def test_nothing_secret_has_a_default():
    defaults = {name: text for name, (kind, text) in variables().items() if kind == "-"}
    secret = {
        name: text for name, text in defaults.items() if re.search("KEY|PASS|TOKEN|SECRET", name)
    }
    assert set(secret.values()) == {""}


@pytest.mark.parametrize("name", OWN)
def test_a_service_gets_settings_that_exist_with_their_usual_values(name):
    environment = filled_in(GIVEN)["services"][name]["environment"]
    assert set(environment) - FOR_OTHERS <= set(env.scheme)
    given = {
        *("CS_ENV", "BEHIND_TLS_PROXY", "DATABASE_URL", "CELERY_BROKER_URL", "DATA_DIR"),
        "PICKUP_ROOT",
    }
    usual = {key: environment[key] for key in set(environment) - FOR_OTHERS - given - GIVEN.keys()}
    assert usual == {key: str(env.scheme[key][1]) for key in usual}


@pytest.mark.parametrize("name", OWN)
def test_a_service_of_ours_can_do_nothing_but_its_work(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["init"] is True
    assert "privileged" not in service
    assert "user" not in service


def test_only_the_proxy_beside_it_reaches_the_web_server_and_nobody_the_rest():
    ports = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
    assert plain()["networks"]["inside"]["internal"] is True
    assert [SERVICES[name]["networks"] for name in ("database", "broker")] == [["inside"]] * 2


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_watched_and_started_again(name):
    service = SERVICES[name]
    if name == "migrate":
        assert service["restart"] == "on-failure:3"
        return
    assert service["restart"] == "unless-stopped"
    assert set(service["healthcheck"]) >= {"test", "interval", "timeout", "retries"}
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}


def test_services_wait_for_what_they_need():
    needed = {
        "migrate": "service_completed_successfully",
        "database": "service_healthy",
        "broker": "service_healthy",
    }
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]
        assert {each: how["condition"] for each, how in waits.items()} == needed


def test_every_volume_used_is_kept_under_a_name():
    mounted = {
        each.rpartition(":/")[0] for service in SERVICES.values() for each in service["volumes"]
    }
    assert {each for each in mounted if "/" in each} == {"${PICKUP_FOLDER:-./pickup}"}
    used = {each for each in mounted if "/" not in each}
    assert used - {"backups"} == {"data", "database", "broker"}
    assert used == set(plain()["volumes"])


def test_files_for_picking_up_are_only_ever_read():
    assert SERVICES["worker"]["volumes"][1].endswith(":/pickup:ro")


def test_images_are_named_by_version():
    dockerfile = (settings.BASE_DIR / "Dockerfile").read_text()
    bases = re.findall(r"^FROM (\S+)", dockerfile, flags=re.MULTILINE)
    images = [SERVICES[name]["image"] for name in ("database", "broker")]
    named = [base for base in [*bases, *images] if base != "packages"]
    assert len(named) == 4
    assert [name for name in named if not re.fullmatch(r"\w+:\d+\.\d+\.?\d*-[\w-]+", name)] == []


def test_the_image_has_the_programs_of_the_database_that_it_speaks_to():
    """Debian bookworm carries PostgreSQL 15, whose pg_dump refuses any newer server."""
    dockerfile = (settings.BASE_DIR / "Dockerfile").read_text()
    assert dockerfile.count("slim-bookworm") == 2
    assert SERVICES["database"]["image"].startswith("postgres:15.")


def test_the_image_runs_as_nobody_special():
    final = (settings.BASE_DIR / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.*)$", final, flags=re.MULTILINE) == ["10001"]
    assert final.index("USER 10001") < final.index("CMD")
