"""Make .venv/ and install a file of pinned requirements in it, unless they are there already.

Usage: python3 deploy/environment.py [--port PORT] requirements.txt

It needs nothing but Python's standard library, and is written so that an old Python, too, reads it and says
that it is too old.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
# Who has the second of a pair has the first, too.
INCLUDES = {"requirements-dev.txt": ["requirements.txt"]}


def main(arguments):
    """Check what the machine offers, then make the environment; end with one clear sentence where it cannot."""
    if sys.version_info < OLDEST:
        stop("Python %d.%d is too old: this site needs Python %d.%d or newer." % (sys.version_info[:2] + OLDEST))
    if arguments[:1] == ["--port"]:
        check_port(arguments[1])
        arguments = arguments[2:]
    check_folder()
    for requirements in arguments:
        prepare(requirements)


def stop(sentence):
    """End, with one sentence and no traceback."""
    sys.exit(sentence)


def check_port(text):
    """Stop where the port is no port, or where something answers on it already."""
    if not (text.isdigit() and 0 < int(text) < 65536):
        stop("PORT is %s, which is no port: give a number from 1 to 65535, as in make run PORT=8001." % text)
    with socket.socket() as probe:
        # As the server does: a port whose last connections are only just closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            stop("Port %s is not for ordinary users: choose one above 1023, as in make run PORT=8001." % text)
        except OSError:
            stop("Port %s is in use: choose another, as in make run PORT=8001." % text)


def check_folder():
    """Stop where the site's own folder cannot be written to: the environment and the data are kept in it."""
    try:
        os.makedirs(os.path.join(ROOT, "var"), exist_ok=True)
        probe = os.path.join(ROOT, "var", ".writable")
        with open(probe, "w"):
            pass
        os.remove(probe)
    except OSError:
        stop("The folder %s cannot be written to: copy the site to one that you may write to." % ROOT)


def prepare(requirements):
    """Install the requirements, unless this very file was installed before."""
    if not works():
        make()
    digest = digest_of(requirements)
    if read(stamp_of(requirements)) == digest:
        return
    print("Installing %s. The first time, this takes a minute or two." % requirements, flush=True)
    path = os.path.join(ROOT, requirements)
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", path]
    else:
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        command += ["--require-hashes", "-r", path]
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        stop("The requirements could not be installed: the lines above say why. Then try again.")
    for name in [*INCLUDES.get(requirements, []), requirements]:
        with open(stamp_of(name), "w") as stamp:
            stamp.write(digest_of(name))


def works():
    """Say whether .venv/ holds a Python that runs and is new enough."""
    if not os.path.exists(PYTHON):
        return False
    check = "import sys; sys.exit(sys.version_info < (%d, %d))" % OLDEST
    return subprocess.run([PYTHON, "-c", check], stderr=subprocess.DEVNULL).returncode == 0


def make():
    """Make .venv/ anew. Debian and Ubuntu keep a part of the standard library, ensurepip, in a package of its own."""
    uv = shutil.which("uv")
    if not uv and not has_ensurepip():
        package = "python%d.%d-venv" % sys.version_info[:2]
        if os.geteuid() == 0 and shutil.which("apt-get"):
            print("Installing %s, which Python needs to make an environment." % package, flush=True)
            for command in (["apt-get", "update", "--quiet"], ["apt-get", "install", "--yes", "--quiet", package]):
                subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        if not has_ensurepip():
            stop("Python's venv module is incomplete here: install it with sudo apt-get install %s." % package)
    print("Making the environment in .venv/ with Python %d.%d." % sys.version_info[:2], flush=True)
    command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV] if uv else None
    if subprocess.run(command or [sys.executable, "-m", "venv", "--clear", VENV]).returncode:
        stop("The environment could not be made in %s: the lines above say why." % VENV)


def has_ensurepip():
    """Say whether this Python can put pip into an environment. Asked anew each time: it may just have been added."""
    check = "import ensurepip, venv"
    return subprocess.run([sys.executable, "-c", check], stderr=subprocess.DEVNULL).returncode == 0


def digest_of(requirements):
    """Return what tells one state of the file from another."""
    with open(os.path.join(ROOT, requirements), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def stamp_of(requirements):
    """Return the path of the note that says which state of the file is installed."""
    return os.path.join(VENV, requirements + ".sha256")


def read(path):
    """Return the file's text; nothing where there is no file."""
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


if __name__ == "__main__":
    main(sys.argv[1:])
