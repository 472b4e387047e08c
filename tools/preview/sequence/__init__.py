"""`make preview-sequence`: what an edited sequence means for those who are midway. Not shipped."""
