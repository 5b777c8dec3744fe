"""What changes that are not made yet would do: the changes, the diff, what would be lost."""
