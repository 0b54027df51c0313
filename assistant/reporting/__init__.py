"""Findings as records, and tables and paragraphs made from them: data with words in both languages, no files."""
