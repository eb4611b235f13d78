"""Assembly of the platform: settings, URLs, worker, web server. Nothing imports it."""

from cs_platform.celery import app as celery_app

__all__ = ["celery_app"]
