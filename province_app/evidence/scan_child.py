"""Gives up what a scanner does not need, then becomes the scanner; run by its path."""

import os
import resource
import sys

MEMORY = 4 * 1024 * 1024 * 1024  # bytes of address space: signatures of viruses are many
SECONDS = 120  # of the processor
NO_SCANNER = 127  # the exit status that a shell gives for it; 1 would say infected
OUTPUT = 1024 * 1024  # bytes of any file that it writes


def main() -> None:
    """Limit this process and put the command in its place; the file is its standard input."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    try:
        os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606  the command of the settings, no shell
    except OSError:
        sys.exit(NO_SCANNER)


if __name__ == "__main__":
    main()
