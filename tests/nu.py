"""The Nu checker: the W3C's checker of HTML. It needs Java, and npm's package `vnu-jar`, where a machine has them."""

import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

VERSION = "26.9.27"
JAR = Path(__file__).resolve().parents[1] / "var" / f"vnu-{VERSION}.jar"


def missing() -> str:
    """Say why the checker cannot run here; nothing where it can."""
    if not shutil.which("java"):
        return "there is no Java: install Debian's default-jre-headless"
    if not JAR.exists():
        return f"the checker is not in var/: run {Path(sys.executable).name} -m tests.nu, which needs npm"
    return ""


def install() -> None:
    """Fetch the checker into var/, unless it is there or cannot run. npm checks what it fetches."""
    npm = shutil.which("npm")
    if JAR.exists() or not npm or not shutil.which("java"):
        return
    JAR.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run(
            [npm, "pack", "--silent", f"vnu-jar@{VERSION}"], cwd=folder, stdin=subprocess.DEVNULL, check=False
        )
        if fetched.returncode:
            return
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as package:
            jar = package.extractfile("package/build/dist/vnu.jar")
            if jar is None:
                return
            partial = JAR.with_suffix(".partial")
            partial.write_bytes(jar.read())
            partial.rename(JAR)


def complaints(pages: Mapping[str, str]) -> list[str]:
    """Return what the checker finds wrong in the pages, each by its name: errors and warnings, in one run of Java."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, encoding="utf-8")
            names[path.as_uri()] = name
        checked = subprocess.run(
            ["java", "-Xss4m", "-jar", str(JAR), "--format", "json", "--exit-zero-always", folder],
            capture_output=True,
            text=True,
            check=True,
        )
    messages = json.loads(checked.stderr)["messages"]
    return [
        f"{names.get(_as_uri(message.get('url', '')), '?')}, line {message.get('lastLine', '?')}: {message['message']}"
        f" «{message.get('extract', '').strip()}»"
        for message in messages
        if message["type"] == "error" or message.get("subType") == "warning"
    ]


def _as_uri(url: str) -> str:
    # The checker writes file:/x where Python writes file:///x.
    return url.replace("file:/", "file:///", 1) if url.startswith("file:/") and not url.startswith("file:///") else url


if __name__ == "__main__":
    install()
