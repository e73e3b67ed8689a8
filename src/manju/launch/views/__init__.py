"""The pages of the launch room."""
