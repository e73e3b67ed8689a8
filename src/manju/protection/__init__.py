"""What a studio does about a stolen copy: trace what was found, report it, have it taken down, keep the dates."""
