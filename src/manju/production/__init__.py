"""Scripts and storyboards as versions, and the creation log: how every asset came to be, written while it is made."""
