"""Manju: the studio system for AI comic dramas (漫剧), from choosing a topic to collecting a royalty."""

import os

# Matrices and pictures here are small: threads that spin while they wait cost more than they give on a machine at work.
# Work is spread by `manju.media.side_by_side` instead.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")

__version__ = "0.1.0"
