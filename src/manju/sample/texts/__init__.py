"""The sample studio's texts, Chinese written first."""
