"""Running a program under limits: memory, processor time, file size, and death with its parent.

Also the script that does it: `python -I -S limits.py MEMORY CPU FSIZE -- PROGRAM …` sets its own limits and
becomes the program, so that nothing runs between fork and exec in a threaded parent.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

GIB = 2**30
PR_SET_PDEATHSIG = 1


def wrapped(argv: list[str], *, memory_bytes: int = 4 * GIB, cpu_s: int = 600, file_bytes: int = 64 * GIB) -> list[str]:
    """The command that runs `argv` under these limits.

    >>> wrapped(["true"], cpu_s=5)[-2:]
    ['--', 'true']
    """
    return [sys.executable, "-I", "-S", __file__, str(memory_bytes), str(cpu_s), str(file_bytes), "--", *argv]


def _main() -> None:
    memory, cpu, size = (int(a) for a in sys.argv[1:4])
    program = sys.argv[5:]
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):  # macOS does not honour RLIMIT_AS
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:  # the parent died before the line above
            sys.exit(1)
    os.execvp(program[0], program)  # noqa: S606  # becoming the program is the point: no shell, arguments as a list


if __name__ == "__main__":
    _main()
