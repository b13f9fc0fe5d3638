"""`python -m optimizer` is `cpee`."""

from optimizer.cli import main

if __name__ == "__main__":
    main()
