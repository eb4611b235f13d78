import pytest

from nightly import plan


@pytest.fixture(autouse=True)
def _no_plan_of_another_test():
    """Ids that a test rolled back come again, and may mean something else then."""
    plan._plan.cache_clear()
