"""What is wrong with an experiment, in plain words: see bins/tts/diagnose.py."""
