"""The receiving half of the exchange contract, and what both halves share."""

from province_app.exchange.views import about, blueprint

__all__ = ["about", "blueprint"]
