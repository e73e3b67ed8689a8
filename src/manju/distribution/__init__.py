"""One master in, every channel's deliverable out: labelled, checked, packed, and where it was published."""
