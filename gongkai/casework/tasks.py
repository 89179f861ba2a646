"""What the app has done in the background; each task stands with what it belongs to."""

from gongkai.casework.archive_tasks import build_bundle, look_for_expired, sweep_bundles

__all__ = ["build_bundle", "look_for_expired", "sweep_bundles"]
