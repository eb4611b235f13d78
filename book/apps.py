from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "book"

    def ready(self):
        from accounts import merge_parts
        from book.merging import Lines

        merge_parts.register(Lines())
