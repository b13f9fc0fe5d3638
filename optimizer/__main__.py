"""`python -m optimizer` is `cpee`."""

import sys

INTERRUPTED = 130


def begin() -> None:
    """Run the command line; Ctrl-C ends it quietly, even while it loads."""
    try:
        from optimizer.cli import main  # noqa: PLC0415 - loading it may be interrupted

        main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    begin()
