"""Pages of the bible: what a licensee would miss, the sheets, the drawings, versions, what was handed out."""
