"""The assembly as a Django app, so that its checks run in every process."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created

from cs_platform.checks import check_storage, refuse_unsafe_connection


class PlatformConfig(AppConfig):
    name = "cs_platform"

    def ready(self) -> None:
        register(check_storage)
        connection_created.connect(refuse_unsafe_connection, dispatch_uid="cs_platform.storage")
