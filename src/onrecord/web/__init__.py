"""The web server: a dossier as pages in a browser.

The views hold the content; this package renders and serves it.
"""
