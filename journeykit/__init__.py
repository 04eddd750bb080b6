"""journeykit: customer journey maps that are bound to their evidence."""

__version__ = "0.1.0"
