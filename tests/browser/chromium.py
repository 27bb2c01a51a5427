"""The real browser: where it is on this machine, and how it gets there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """Return the path of a Chromium: the one that $CHROMIUM names, the system's, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Install Chromium where there is none: the system's package where we may, Playwright's own otherwise."""
    if find():
        return
    print("There is no Chromium: installing one for the browser tests.", flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        _run("apt-get", "update", "--quiet", environment=environment)
        _run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium", environment=environment)
        if find():
            return
    # Without root, the libraries that it needs must be there already.
    with_libraries = ["--with-deps"] if os.geteuid() == 0 else []
    _run(sys.executable, "-m", "playwright", "install", *with_libraries, "chromium")


def _run(*command: str, environment: dict[str, str] | None = None) -> None:
    # A failure is no end: the tests say themselves that there is no browser.
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    install()
