"""Evidence containers: what proves a signed record without this application."""
