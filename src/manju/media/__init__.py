"""Pictures, sound and files, pure: probe, decode, render, motion, labels, subtitles, covers, quality. No Django here."""
