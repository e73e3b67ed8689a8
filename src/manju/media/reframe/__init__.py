"""Reframing: what of a picture is shown when its shape changes, decided shot by shot."""
