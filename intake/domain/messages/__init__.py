"""What is said about files, rows and findings: English message ids, marked for translation.

Never says where or how often: see `refusals`.
"""
