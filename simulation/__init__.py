"""`make simulate`: a whole campaign in compressed time, in a world that fails at random. Not shipped."""
