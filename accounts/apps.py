from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import merge_parts
        from accounts.merge_record import record_fields
        from accounts.merge_tables import PARTS

        merge_parts.register(*PARTS)
        merge_parts.register_fields(record_fields)
