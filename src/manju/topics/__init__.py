"""The room of topics: hit lists come in, elements and directions come out, a direction becomes a property."""
