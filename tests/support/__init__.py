"""What several tests need: a reference model, generated sites, running the program."""
