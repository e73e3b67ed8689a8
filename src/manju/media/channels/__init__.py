"""What each channel accepts and expects: dated, sourced profiles read from `*.toml` beside this file."""

from manju.media.channels.figures import Profile, SafeZone
from manju.media.channels.profiles import ChannelUnknown, profile, profiles

__all__ = ["ChannelUnknown", "Profile", "SafeZone", "profile", "profiles"]
