"""Taking a file off the wire: straight to the disk, and none of it where it is too large."""

from contextlib import suppress

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

# What a form around a file may take beside it.
_ROOM_BYTES = 1 << 16


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Streams files to the disk up to the largest that is taken; `is_too_large(request)` tells of more.

    What is too large is read to its end, block by block, and not kept: a browser that is cut off
    shows no answer.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 Django's name
        self._is_too_large = content_length > settings.LARGEST_UPLOAD_BYTES + _ROOM_BYTES

    def new_file(self, *args, **kwargs):
        if self._is_too_large:
            self._skip()
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > settings.LARGEST_UPLOAD_BYTES:
            self.file.close()
            self._skip()
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            # A full disk gets its room back at once, not when memory is tidied up.
            with suppress(OSError):
                self.file.close()
            raise

    def _skip(self):
        self.request.has_too_large_file = True
        raise SkipFile


def is_too_large(request):
    """Say whether the file of a request was larger than may be; its form has no file then."""
    return getattr(request, "has_too_large_file", False)
