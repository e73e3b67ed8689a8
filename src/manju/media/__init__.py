"""Pictures, sound and files, pure: probe, decode, render, labels, subtitles, covers, quality. No Django here."""
