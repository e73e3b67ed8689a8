"""The slate: properties at their six gates, money in and out, what to decide next, and the risk of it all."""
