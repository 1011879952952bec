"""The web server's own lines, in the form of all others."""

from gunicorn.glogging import Logger

from province_app.logs import JsonFormatter


class JsonLogger(Logger):  # type: ignore[misc]  # the library has no types
    """What gunicorn says of its workers, as JSON; it writes no line a request, the app does."""

    def setup(self, cfg: object) -> None:
        """Give every handler the form of the log."""
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(JsonFormatter())
