"""`python -m ktrack`: the same entry as the `ktrack` command."""

from ktrack.cli import main

if __name__ == "__main__":
    main()
