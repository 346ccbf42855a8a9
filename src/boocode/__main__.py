"""`python -m boocode`."""

from boocode.cli import main

if __name__ == "__main__":
    main()
