"""Forced alignment: when is each word of a text said in a recording of it?"""

from models.tts.base.alignment.aligner import RecordingAligner

__all__ = ["RecordingAligner"]
