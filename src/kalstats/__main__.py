"""Run the command line as ``python -m kalstats``."""

from kalstats.cli import main

raise SystemExit(main())
