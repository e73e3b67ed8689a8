"""The pages of topics, by what they are about."""
