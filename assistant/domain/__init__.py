"""The nouns of the trade as frozen records; standard library only."""
