"""The quality check: the finished file is read back and held against its channel, its master and the law."""

from manju.media.quality.checking import Made, Master, read_back
from manju.media.quality.report import NOT_APPLICABLE, Check, ReadBack, Report, Span

__all__ = ["NOT_APPLICABLE", "Check", "Made", "Master", "ReadBack", "Report", "Span", "read_back"]
