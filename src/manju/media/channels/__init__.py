"""What each channel accepts and expects: dated, sourced profiles read from `*.toml` beside this file."""

from manju.media.channels.profiles import ChannelUnknown, Profile, SafeZone, profile, profiles

__all__ = ["ChannelUnknown", "Profile", "SafeZone", "profile", "profiles"]
