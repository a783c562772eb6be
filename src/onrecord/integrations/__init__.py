"""OnRecord inside other programs: a component of spaCy, an accessor of pandas."""
