"""Who works here: studios, members, roles, login, and the one door through which rows are reached."""
