"""Writing a bible down: JSON, Markdown, Word, PDF, and the pack that is handed to a licensee."""
