"""One decode, many encodes: the plan of a render, its filter graph, and the child process that carries it out."""
