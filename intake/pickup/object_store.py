"""A folder of a bucket in the S3-compatible store that settings name. No entry can name another host."""

import re
from contextlib import closing, contextmanager

from django.conf import settings

from intake.pickup.places import (
    BLOCK,
    MOST_FILES,
    ChangedError,
    Found,
    is_asked_for,
    oldest_first,
)
from intake.pickup.troubles import PlaceError

SCHEME = "s3://"
# What may stand as a bucket: nothing in it can be taken for a host, a path or a query.
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ANSWERS_WITHIN_SECONDS = 20


class ObjectStore:
    """Objects of one folder; see `places.Place`. An object is whole as soon as it is there."""

    def __init__(self, text):
        self._text = text
        self._bucket, _, folder = text.removeprefix(SCHEME).partition("/")
        if not _BUCKET.fullmatch(self._bucket):
            raise PlaceError("no_bucket", place=text)
        self._prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""

    def files(self, pattern):
        with self._asking() as store:
            pages = store.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix, Delimiter="/"
            )
            found = []
            for page in pages:
                found += map(self._found, page.get("Contents", ()))
                if len(found) > MOST_FILES:
                    raise PlaceError("too_many", most=MOST_FILES)
        return oldest_first(each for each in found if is_asked_for(each.name, pattern))

    @contextmanager
    def blocks(self, found):
        with self._asking() as store:
            tag = found.mark.partition(" ")[2]
            answer = store.get_object(
                Bucket=self._bucket, Key=self._prefix + found.name, IfMatch=tag
            )
            with closing(answer["Body"]) as body:
                yield _blocks(body, found)

    def _found(self, entry):
        name = entry["Key"].removeprefix(self._prefix)
        mark = f"{entry['Size']} {entry['ETag']}"
        return Found(name, mark, entry["Size"], entry["LastModified"], is_whole=True)

    @contextmanager
    def _asking(self):
        """Give a client, and say in our words what its questions bring."""
        # Takes 0.2 s and 30 MB that only a worker with such a pick-up needs.
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield _client()
        except ClientError as error:
            code = error.response["Error"].get("Code", "")
            if code in ("PreconditionFailed", "412", "NoSuchKey"):
                raise ChangedError(self._text) from error
            raise PlaceError("store_refuses", place=self._text, reason=code) from error
        except BotoCoreError as error:
            reason = type(error).__name__
            raise PlaceError("store_away", reason=reason) from error


def _client():
    if not settings.OBJECT_STORE_KEY_ID:
        raise PlaceError("no_store")
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=settings.OBJECT_STORE_ENDPOINT or None,
        region_name=settings.OBJECT_STORE_REGION or "us-east-1",
        aws_access_key_id=settings.OBJECT_STORE_KEY_ID,
        aws_secret_access_key=settings.OBJECT_STORE_SECRET,
        config=Config(
            connect_timeout=_ANSWERS_WITHIN_SECONDS,
            read_timeout=_ANSWERS_WITHIN_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 2},
            # A bucket never becomes part of the host of a store of one's own.
            s3={"addressing_style": "path" if settings.OBJECT_STORE_ENDPOINT else "auto"},
            # Stores that are only compatible know no newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _blocks(body, found):
    """Yield an object's bytes; a shorter one than was found is another."""
    size = 0
    for block in body.iter_chunks(BLOCK):
        size += len(block)
        yield block
    if size != found.size:
        raise ChangedError(found.name)
