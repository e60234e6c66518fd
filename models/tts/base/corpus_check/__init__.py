"""What of a corpus would ruin a voice, before hours of training: see bins/tts/check_corpus.py."""
