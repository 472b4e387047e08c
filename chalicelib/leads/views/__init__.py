"""What the clinic looks at: the places of a lead in its lists, and what is counted of it. All of it follows from the
lead alone, and is written with it."""
