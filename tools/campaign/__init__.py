"""The campaign kit: a new campaign begins as a copy of another one, and is told what it still lacks."""
