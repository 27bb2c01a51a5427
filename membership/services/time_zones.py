"""Time zones by their IANA names."""

from zoneinfo import ZoneInfo


def time_zone_or_none(name: str) -> ZoneInfo | None:
    """Return the time zone of this IANA name, or None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
