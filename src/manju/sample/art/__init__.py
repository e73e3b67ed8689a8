"""The sample studio's pictures: vector drawings made by code, rasterised with the shipped face only."""
