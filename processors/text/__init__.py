"""Text front end: written text to phone ids, by the same calls in training and synthesis."""

from processors.text.processor import TextProcessor
from processors.text.sentences import split_sentences
from processors.text.symbols import SymbolTable

__all__ = ["SymbolTable", "TextProcessor", "split_sentences"]
