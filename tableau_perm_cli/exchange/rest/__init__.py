"""The REST API: what is asked, how the answers are read, and the live client and saved answers."""
