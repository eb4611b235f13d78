"""Assembly of the platform: settings, URLs, worker, web server. Nothing imports it."""
