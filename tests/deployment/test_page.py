"""Whoever follows docs/deployment.md types commands that exist."""

import re
import shlex
import subprocess

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from tests.deployment.compose import filled_in

PAGE = (settings.BASE_DIR / "docs" / "deployment.md").read_text()
BLOCKS = [block.replace("\n   ", "\n") for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)]
LINES = [line.strip() for block in BLOCKS[1:] for line in block.splitlines() if line.strip()]
INSTALL = BLOCKS[0].splitlines()
# Options of `docker compose VERB` that take no value.
FLAGS = {"--detach", "--build", "--rm"}


def test_the_first_install_is_ten_lines_and_its_settings_are_enough(tmp_path):
    assert len(INSTALL) == 10
    script = "\n".join(INSTALL[1 : INSTALL.index("END") + 1])
    subprocess.run(["sh", "-ec", script], cwd=tmp_path, check=True)
    written = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text().splitlines())
    environment = filled_in(written)["services"]["web"]["environment"]
    assert len(environment["SECRET_KEY"]) == 64
    assert len(set(written.values())) == 4
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600


def compose_lines():
    return [line for line in [*INSTALL, *LINES] if line.startswith("docker compose")]


@pytest.mark.parametrize("line", compose_lines())
def test_compose_is_told_of_services_that_exist(line):
    verb, *words = shlex.split(line)[2:]
    assert verb in {"up", "exec", "run", "stop", "cp", "build"}
    services = filled_in(_any_secrets())["services"]
    words = [word for word in words if word not in FLAGS]
    named = {
        "stop": words,
        "exec": words[:1],
        "run": words[:1],
        "cp": [word.split(":")[0] for word in words if ":" in word],
        "up": [word.split("=")[0] for word in words if "=" in word],
        "build": words,
    }[verb]
    assert set(named) <= set(services), line


def _any_secrets():
    names = ("SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD", "REDIS_PASSWORD")
    return dict.fromkeys(names, "x" * 64)


def manage_lines():
    found = re.findall(r"manage\.py (\w+ ?[^`\n\[]*)", "\n".join([*INSTALL, *LINES]))
    return sorted(set(found))


@pytest.mark.parametrize("line", manage_lines())
def test_a_command_of_ours_takes_the_words_it_is_given(line):
    name, *words = shlex.split(line)
    app = get_commands()[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    command.create_parser("manage.py", name).parse_args(words)


def test_every_command_told_of_in_the_text_exists():
    told = set(re.findall(r"manage\.py (\w+)", PAGE))
    assert told == {"add_member", "ready", "backup", "restore", "migrate", "collectstatic"}
    assert told <= set(get_commands())


def test_every_file_told_of_exists():
    named = re.findall(r"\(([\w./-]+\.(?:md|example))\)|`((?:tests|docs)/[\w./]+)`", PAGE)
    paths = [settings.BASE_DIR / "docs" / a if a else settings.BASE_DIR / b for a, b in named]
    assert len(paths) == 4
    assert [path for path in paths if not path.exists()] == []


def test_every_figure_told_of_is_given(client, settings, db):
    from tests.dashboards.test_monitoring import TOKEN, read, write_night
    from tests.dashboards.test_monitoring import YESTERDAY as NIGHT

    settings.METRICS_TOKEN = TOKEN
    write_night(NIGHT, "done")
    table = PAGE.split("wake somebody when |")[1].split("\n\n")[0]
    told = set(re.findall(r"`([a-z_]+)[`{]", table))
    given = set(re.findall(r"# TYPE cs_platform_(\w+)", read(client).content.decode()))
    # Nobody has shown life and no usage has come in.
    assert told == given | {"heartbeat_age_seconds", "usage_age_days"}
