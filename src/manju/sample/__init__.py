"""The sample studio 青灯工作室 (Blue Lamp): five properties, drawn and written by us, rendered by our own code."""
