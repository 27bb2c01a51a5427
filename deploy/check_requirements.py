"""Say where the pinned requirements are out of step with what is asked for. It needs no network.

Usage: .venv/bin/python deploy/check_requirements.py
"""

import re
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
# One pinned package: its line, its hashes, and the comments that say who asked for it.
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==(?P<version>\S+)(?P<rest>.*(?:\n[ ]+.*)*)", re.MULTILINE)


def asked_for(path: Path) -> dict[str, Requirement]:
    """Return the requirements that the file names itself, by name."""
    lines = (line.split("#")[0].strip() for line in path.read_text().splitlines())
    requirements = [Requirement(line) for line in lines if line and not line.startswith("-r")]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def faults_of(name: str) -> list[str]:
    """Return what is wrong with one locked file: a pin that is missing, unasked for, unfit, or without a hash."""
    source, locked = ROOT / f"{name}.in", ROOT / f"{name}.txt"
    wanted = asked_for(source)
    pins = list(PINNED.finditer(locked.read_text()))
    faults = [f"{locked.name}: {pin['name']} has no hash." for pin in pins if "--hash=sha256:" not in pin["rest"]]
    versions: dict[str, set[str]] = {}
    asked = set()
    for pin in pins:
        versions.setdefault(canonicalize_name(pin["name"]), set()).add(pin["version"])
        if f"-r {source.name}" in pin["rest"]:
            asked.add(canonicalize_name(pin["name"]))
    for package, requirement in wanted.items():
        if package not in asked:
            faults.append(f"{locked.name}: {package} is not pinned, though {source.name} asks for it.")
        faults += [
            f"{locked.name}: {package}=={version} is not what {source.name} asks for ({requirement.specifier})."
            for version in versions.get(package, ())
            if not requirement.specifier.contains(version, prereleases=True)
        ]
    faults += [
        f"{locked.name}: {package} is pinned as if {source.name} asked for it." for package in asked - set(wanted)
    ]
    return faults


def differences() -> list[str]:
    """Return the pins of the site that its tests would run without, or with another version."""
    site, tests = (
        {(pin["name"], pin["version"]) for pin in PINNED.finditer((ROOT / name).read_text())}
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    return [
        f"requirements-dev.txt: {name}=={version} of requirements.txt is missing." for name, version in site - tests
    ]


def main() -> None:
    """Print each fault on a line of its own; end with an error where there is one."""
    faults = [*faults_of("requirements"), *faults_of("requirements-dev"), *differences()]
    for fault in sorted(faults):
        print(fault)
    if faults:
        sys.exit("The pinned requirements are out of step: run `make lock`.")
    print("The pinned requirements are in step.")


if __name__ == "__main__":
    main()
