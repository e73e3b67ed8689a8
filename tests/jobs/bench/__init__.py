"""A room that exists in tests only: kinds of work that stumble, hang, die and finish on purpose."""
