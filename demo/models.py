"""What tells a demo's database from every other."""

from django.db import models


class DemoCompany(models.Model):
    """The made-up company in this database; without a row, nothing here is the demo's.

    `is_whole` once its nights have been judged: a build that was broken off goes on from here.
    """

    as_of = models.DateField()
    accounts = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    is_whole = models.BooleanField(default=False)
