"""No test of the domain is a matter of time: a busy machine may take as long as it takes."""

from __future__ import annotations

import hypothesis

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
