"""What an answer to an NPS invitation, from 0 to 10, makes of whoever gave it; between the two: a passive."""

from typing import Final

DETRACTORS_TO: Final = 6
PROMOTERS_FROM: Final = 9
