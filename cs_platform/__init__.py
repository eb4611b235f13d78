"""Assembly of the platform: settings, URLs, worker, web server. No app imports it.

The worker's Celery is loaded by apps.py, not here: importing a settings module that
lies in this package must not need the settings to be there already.
"""
