"""The house's own settings plus the test room, with short times; used by the worker processes of the tests."""

import json
import os

from manju.site.settings import *  # noqa: F403
from manju.site.settings import INSTALLED_APPS as ROOMS

INSTALLED_APPS = [*ROOMS, "jobs.bench"]
MANJU_JOBS = json.loads(os.environ["BENCH_TIMING"])
