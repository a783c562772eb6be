"""Lists in order of time: the JSON of TimelineJS, an RSS feed of statements."""
