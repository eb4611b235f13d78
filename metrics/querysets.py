from django.db import models


class AccountNightQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lane=0)

    def of_night(self, night):
        return self.filter(night=night)
