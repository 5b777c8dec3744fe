"""Lets ``python -m tableau_perm_cli`` run the program."""

from tableau_perm_cli.cli.main import run

if __name__ == "__main__":
    run()
