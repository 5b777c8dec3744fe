"""What testing expectations came to: for people, as records, as findings and as a table."""
