# The platform as one image: web server, worker, scheduler and commands are started from it.
# Packages and browser assets come from the same locks and by the same tools as with make.

FROM python:3.11.13-slim-bookworm AS packages
WORKDIR /app
COPY requirements.lock ./
COPY tools/bootstrap.py tools/
RUN python tools/bootstrap.py packages runtime

FROM packages AS assets
COPY requirements-node.lock package.json package-lock.json .npmrc ./
RUN python tools/bootstrap.py assets runtime
COPY . .
# Production refuses to start without its settings; none of these reaches the final image.
RUN .venv/bin/python tools/compile_messages.py \
    && CS_ENV=production \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=build \
    DATABASE_URL=sqlite:////tmp/build/db.sqlite3 \
    CELERY_BROKER_URL=filesystem:// \
    DATA_DIR=/tmp/build \
    .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11.13-slim-bookworm
# Backup and restore are done by PostgreSQL's own programs. Debian keeps no older version of a
# package to pin: the release, named above, is what is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin platform \
    && install --directory --owner platform --group platform --mode 0700 /data /backups
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CS_ENV=production \
    DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/.venv .venv
# Whatever umask it was checked out under, the image's user can read it.
COPY --chmod=0755 . .
COPY --from=assets /app/locale locale
COPY --from=assets /app/build/static build/static
RUN python -m compileall -q -x '/\.venv/' .
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "tools/probe.py"]
CMD ["gunicorn", "--config", "python:cs_platform.web_server", "cs_platform.wsgi"]
