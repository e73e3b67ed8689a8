"""The AI label the law demands: visible text at the start, `AIGC` metadata in the file (GB 45438-2025)."""
