"""What kinds of source say of each code and each figure, how independent they are, and where they part."""
