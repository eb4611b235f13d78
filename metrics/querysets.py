from django.db import models

# The lane of what is in force; the others are ids of trial versions.
LANE_IN_FORCE = 0


class AccountNightQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lane=LANE_IN_FORCE)

    def of_night(self, night):
        return self.filter(night=night)
