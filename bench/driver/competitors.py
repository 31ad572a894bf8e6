# SPDX-License-Identifier: MIT
"""Finds the workers, and builds those that are not C.  Who cannot be built
here is left out, with the reason."""

import os
import shutil
import subprocess
from pathlib import Path

GOPATH = "/usr/share/gocode"
CRATES = "/usr/share/cargo/registry"
PATIENCE = 900  # seconds for the slowest compiler


class NotBuilt(Exception):
    """Why there is no worker."""


def _run(command, folder, **environment):
    try:
        done = subprocess.run(command, cwd=folder, text=True, check=False,
                              capture_output=True, timeout=PATIENCE,
                              env=os.environ | environment)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise NotBuilt(f"{command[0]}: {failure}") from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise NotBuilt(f"{command[0]}: {lines[-1] if lines else 'failed'}")


def _go(source, build):
    package = Path(GOPATH) / "src/golang.org/x/net/ipv6"
    if not shutil.which("go"):
        raise NotBuilt("go is not here (Debian: golang-go)")
    if not package.is_dir():
        raise NotBuilt(f"{package} is not here "
                       "(Debian: golang-golang-x-net-dev)")
    program = build / "go-worker"
    _run(["go", "build", "-o", str(program), "."], source / "go",
         GO111MODULE="off", GOPATH=GOPATH, GOFLAGS="",
         GOCACHE=str(build / "go-cache"))
    return program


def _quinn(source, build):
    cargo = "/usr/bin/cargo"  # the one that the crates were packaged for
    if not Path(cargo).exists():
        raise NotBuilt("cargo is not here (Debian: cargo)")
    if not list(Path(CRATES).glob("quinn-udp-*")):
        raise NotBuilt(f"{CRATES} has no quinn-udp "
                       "(Debian: librust-quinn-udp-dev)")
    copy = build / "quinn"
    # Built from a copy: cargo writes a lock file beside its manifest.
    shutil.copytree(source / "quinn", copy, dirs_exist_ok=True)
    _run([cargo, "build", "--release", "--offline",
          "--config", 'source.crates-io.replace-with="debian"',
          "--config", f'source.debian.directory="{CRATES}"'], copy,
         RUSTC="/usr/bin/rustc", CARGO_HOME=str(build / "cargo-home"),
         CARGO_TARGET_DIR=str(copy / "target"))
    return copy / "target/release/quinn-worker"


def _built(name, package):
    def find(_, build):
        program = build / name
        if not program.exists():
            raise NotBuilt(f"{program} was not built{package}")
        return program
    return find


FINDERS = {
    "sock6": _built("library", ""),
    "raw": _built("raw", ""),
    "go": _go,
    "uv": _built("uv", " (Debian: libuv1-dev)"),
    "quinn": _quinn,
    "codec": _built("codec", ""),
    "join": _built("join", ""),
}


def find(source, build, wanted):
    """Programs by contestant, and the reasons of those that are missing."""
    programs, unmeasured = {}, {}
    for name, finder in FINDERS.items():
        if name not in wanted:
            unmeasured[name] = "left out by --only"
            continue
        try:
            programs[name] = str(finder(source, build))
        except NotBuilt as reason:
            unmeasured[name] = str(reason)
    return programs, unmeasured
