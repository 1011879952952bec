"""How the pages are served: one command line for `serve`, the demo and the tests."""

import sys


def web_command(port: int, workers: int) -> list[str]:
    """Return the command line of the web server on loopback; a proxy with TLS stands before it."""
    options = ["--worker-class", "gthread", "--threads", "8", "--timeout", "120"]
    options += ["--logger-class", "province_app.web_log.JsonLogger"]
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    return [sys.executable, "-m", "gunicorn", *bind, *options, "--no-control-socket", "wsgi:app"]
