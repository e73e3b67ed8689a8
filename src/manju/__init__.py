"""Manju: the studio system for AI comic dramas (漫剧), from choosing a topic to collecting a royalty."""

import os

# The matrices here are small; BLAS threads that wait by spinning cost more than they give as soon as anything else runs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
