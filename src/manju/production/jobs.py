"""The room's kinds of work, imported when the house starts."""

from manju.production.comparing import compare_job
from manju.production.generating import generate_job
from manju.production.watching import look_job

__all__ = ["compare_job", "generate_job", "look_job"]
