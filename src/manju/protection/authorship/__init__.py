"""The evidence pack of a property: who made it, how, with which proof, and what is missing."""
