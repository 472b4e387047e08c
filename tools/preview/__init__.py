"""`make preview`: every email and the guide as people will see them, before anything is deployed. Not shipped."""
