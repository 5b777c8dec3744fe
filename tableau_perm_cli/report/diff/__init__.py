"""The diff in every format: what access changed, who and what, and which edits caused it."""
