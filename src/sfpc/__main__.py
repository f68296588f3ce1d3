"""`python -m sfpc`: the command line."""

from sfpc.cli import main

main()
