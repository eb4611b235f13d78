"""The assembly as a Django app: in every process its checks run and its broker is the one used."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created

from cs_platform.celery import app
from cs_platform.checks import check_storage, refuse_unsafe_connection


class PlatformConfig(AppConfig):
    name = "cs_platform"

    def ready(self) -> None:
        app.set_default()
        register(check_storage)
        connection_created.connect(refuse_unsafe_connection, dispatch_uid="cs_platform.storage")
