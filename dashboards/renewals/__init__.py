"""The churn-risk list: running contracts by the month in which they end, with their evidence."""
