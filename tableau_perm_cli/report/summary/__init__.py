"""A summary in words, rows and records."""
