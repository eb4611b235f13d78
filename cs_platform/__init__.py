"""Assembly of the platform: settings, URLs, worker, web server. No app imports it."""

# Loaded with Django itself, so that every process rings the doorbells of the same broker.
from cs_platform.celery import app as celery_app

__all__ = ("celery_app",)
