"""``python -m settled`` is ``settled``."""

from settled.cli import main

main()
