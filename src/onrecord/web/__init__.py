"""The web pages: a dossier opened in the browser. `serving` starts them; pages are views, rendered here and nowhere changed."""
