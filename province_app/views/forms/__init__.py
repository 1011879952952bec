"""The shapes of what people may post; what is right in it is judged by the services."""
