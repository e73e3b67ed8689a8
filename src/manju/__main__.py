"""`python -m manju` is `manju`."""

from manju.cli import run

if __name__ == "__main__":
    run()
