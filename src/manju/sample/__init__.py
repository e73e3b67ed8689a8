"""The sample studio 青灯工作室 (Blue Lamp): three properties, drawn and written by us, rendered by our own code."""
