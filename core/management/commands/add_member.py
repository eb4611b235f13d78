"""manage.py add_member: take in a member, the first of all among them."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError

from core.members import add_member
from core.models import Role


class Command(BaseCommand):
    help = "Take in a member who can log in. The password is asked for, or read from a pipe."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--role", action="append", required=True, choices=Role.values)

    def handle(self, *, email, name, role, **_):
        try:
            validate_email(email)
            password = self._password()
            validate_password(password)
            add_member(email=email, name=name, roles=role, password=password)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except IntegrityError:
            raise CommandError(
                f"{email} is a member already: `manage.py changepassword {email}` sets a new password."
            ) from None
        self.stdout.write(f"{email} can log in.")

    def _password(self):
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Once more: "):
            raise CommandError("The two are not the same; nobody was taken in.")
        return password
