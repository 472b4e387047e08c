"""What is run while building: typesetting the guide, packaging the bundle. Not shipped."""
