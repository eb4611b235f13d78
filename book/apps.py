from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "book"

    def ready(self):
        from accounts import merge_parts
        from book.editing.services import follow_edits
        from book.merging import Lines
        from segments import followers

        merge_parts.register(Lines())
        followers.register(follow_edits)
