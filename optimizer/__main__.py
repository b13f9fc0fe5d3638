"""`python -m optimizer` is `cpee`."""

import sys

INTERRUPTED = 130


def begin() -> None:
    """Run the command line; Ctrl-C ends it quietly, even while it loads."""
    try:
        from optimizer.interruption import listen  # noqa: PLC0415 - loading it may be interrupted

        listen()
        _run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run() -> None:
    from optimizer.interruption import ended  # noqa: PLC0415

    try:
        from optimizer.cli import main  # noqa: PLC0415

        main()
    except Exception:
        if ended():  # a library that was loading has made something else of it
            sys.exit(INTERRUPTED)
        raise


if __name__ == "__main__":
    begin()
