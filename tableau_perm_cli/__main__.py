"""Starts the program: the console script, and ``python -m tableau_perm_cli``."""

import sys


def main() -> None:
    """Run the program; Ctrl-C while it is still being loaded ends it quietly too."""
    try:
        from tableau_perm_cli.cli.main import run  # noqa: PLC0415 - what takes the time
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
