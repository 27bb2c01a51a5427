"""What `make run` says where it cannot run, and what `make check` says of the pinned requirements."""

import importlib.util
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "deploy" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder that holds what the environment is made from, and nothing to install."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "environment.py", tmp_path / "deploy")
    (tmp_path / "requirements.txt").write_text("")
    return tmp_path


def prepare(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "deploy/environment.py", *arguments, "requirements.txt"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def one_sentence(stopped: subprocess.CompletedProcess[str]) -> str:
    assert stopped.returncode == 1
    (sentence,) = stopped.stderr.splitlines()
    return sentence


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_named_before_anything_is_installed(copy: Path, busy_port: int) -> None:
    assert f"Port {busy_port} is in use" in one_sentence(prepare(copy, "--port", str(busy_port)))
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_what_is_no_port_is_refused(copy: Path, port: str) -> None:
    assert "no port" in one_sentence(prepare(copy, "--port", port))


def test_a_folder_that_cannot_be_written_to_is_named(copy: Path) -> None:
    # In the place of the folder for data: no one can write into a file, whoever asks.
    (copy / "var").write_text("")
    assert f"{copy} cannot be written to" in one_sentence(prepare(copy))


def test_an_old_python_says_that_it_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = script("environment")
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"Python 3\.9 is too old: this site needs Python 3.11 or newer"):
        environment.main(["requirements.txt"])


def test_a_venv_module_that_debian_left_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = script("environment")
    monkeypatch.setattr(environment, "has_ensurepip", lambda: False)
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"sudo apt-get install python3\.\d+-venv"):
        environment.make()


def test_an_environment_that_stands_is_left_alone(copy: Path) -> None:
    assert "Installing" in prepare(copy).stdout
    second = prepare(copy)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    (copy / "requirements.txt").write_text("# changed\n")
    assert "Installing" in prepare(copy).stdout


@pytest.mark.parametrize(
    ("asked", "pinned", "fault"),
    [
        ("babel~=2.18", "babel==2.18.0 \\\n    --hash=sha256:00\n    # via -r requirements.in\n", None),
        ("babel~=2.19", "babel==2.18.0 \\\n    --hash=sha256:00\n    # via -r requirements.in\n", "is not what"),
        ("babel\ndjango", "babel==2.18.0 \\\n    --hash=sha256:00\n    # via -r requirements.in\n", "not pinned"),
        ("", "babel==2.18.0 \\\n    --hash=sha256:00\n    # via -r requirements.in\n", "as if"),
        ("babel", "babel==2.18.0\n    # via -r requirements.in\n", "no hash"),
    ],
    ids=["in step", "another version", "missing", "no longer asked for", "without a hash"],
)
def test_requirements_out_of_step_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: str, pinned: str, fault: str | None
) -> None:
    check = script("check_requirements")
    monkeypatch.setattr(check, "ROOT", tmp_path)
    (tmp_path / "requirements.in").write_text(asked)
    (tmp_path / "requirements.txt").write_text(pinned)
    faults = check.faults_of("requirements")
    assert (fault in faults[0]) if fault else faults == []
