"""manage.py ready: whether the platform can do its work now."""

from django.core.management.base import BaseCommand, CommandError

from core.readiness import DATABASE, OK, PARTS, readiness


class Command(BaseCommand):
    help = "Say of each part whether it is ready. Exit status 0 when all that were asked for are."

    def add_arguments(self, parser):
        parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}")

    def handle(self, *, parts, **_):
        asked = parts or PARTS
        if unknown := set(asked) - set(PARTS):
            raise CommandError(f"No such part: {min(unknown)}. There are {', '.join(PARTS)}.")
        found = readiness()
        said = {part: word for part, word in found.items() if part in {*asked, DATABASE}}
        for part, word in said.items():
            self.stdout.write(f"{part}: {word}")
        if set(said.values()) != {OK}:
            raise CommandError("not ready")
