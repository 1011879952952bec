"""The other door to the services: the tick and the work that it finds to do."""
