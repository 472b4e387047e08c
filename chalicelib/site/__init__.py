"""Pages, as the HTML that goes out."""
