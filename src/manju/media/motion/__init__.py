"""Motion-comic assembly: layered drawings, a moving camera, captions and sound become an episode master."""
