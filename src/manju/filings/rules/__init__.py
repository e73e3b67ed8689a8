"""What the law and its offices ask, as dated data with sources: working days, fees, classes. No Django in here."""
