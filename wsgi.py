"""The web application for a WSGI server and for `flask --app wsgi …`."""

import os

from config.settings import load_settings
from province_app import create_app, logs

logs.install()
app = create_app(load_settings(os.environ))
