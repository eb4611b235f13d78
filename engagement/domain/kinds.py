"""What kinds of activity members write down. Files may bring others, in words of their own."""

from typing import Final

# Tells of a customer and is no touch: no metric and no latest touch counts it.
NOTE: Final = "note"
# In the order in which one chooses them. The first fits most.
TOUCHES: Final = ("meeting", "call", "email", "visit", "training", "qbr")
# What else members log: what initiatives of ours bring about.
INITIATIVES: Final = (
    "onboarding",
    "adoption_review",
    "setup_support",
    "renewal_review",
    "case",
    "referral",
)
WRITTEN_KINDS: Final = TOUCHES + INITIATIVES
