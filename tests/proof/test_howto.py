"""The how-to pages are run as they stand: a proof verified by a shell alone, an authority started by hand."""

from __future__ import annotations

import hashlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from manju.proof.certificates import read_trusted
from manju.proof.timestamps import NoTimestamp, ask
from manju.proof.tokens import read_token
from proof.authority import Authority, authority
from proof.sealing import Sealed, changed, seal

HOWTO = Path(__file__).resolve().parents[2] / "docs" / "howto"


def block(page: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", (HOWTO / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("clock")) as running:
        yield running


@pytest.fixture(scope="module")
def sealed(clock: Authority, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return seal(tmp_path_factory.mktemp("files"), 7, stamp=lambda root: [ask(clock.url, root)] * 2)


def by_shell(folder: Path, file: Path, proof: bytes, ca: Path) -> str:
    (folder / "verify.sh").write_text(block("verify-without-manju.md", "bash"))
    (folder / "proof.json").write_bytes(proof)
    done = subprocess.run(
        ["bash", "verify.sh", str(file), "proof.json", str(ca)], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode == 0) is done.stdout.endswith("\nOK\n"), done.stdout + done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("n", [3, 6])
def test_a_proof_is_verified_by_a_shell_and_openssl(sealed: Sealed, clock: Authority, tmp_path: Path, n: int) -> None:
    assert by_shell(tmp_path, sealed.files[n], sealed.proofs[n], clock.ca_pem) == "OK"


def test_by_shell_each_change_fails_at_its_step(sealed: Sealed, clock: Authority, tmp_path: Path) -> None:
    file, proof = sealed.files[3], sealed.proofs[3]
    stranger = tmp_path / "stranger.pem"
    with authority(tmp_path / "other", name="Other") as other:
        stranger.write_bytes(other.ca_pem.read_bytes())
    for spoiled, of, ca, said in (
        (proof, sealed.files[4], clock.ca_pem, "FAILED: file: this is another file"),
        (proof.replace(b'"level":"authority"', b'"level":"own_log"'), file, clock.ca_pem,
         "FAILED: proof: the proof file was changed"),
        (changed(proof, "item", "author", to="别人"), file, clock.ca_pem,
         "FAILED: tree: the file is not under the root"),
        (changed(proof, "item", "leaf_index", to=7), file, clock.ca_pem, "FAILED: tree: no such place"),
        (changed(proof, "timestamps", to=[]), file, clock.ca_pem,
         "FAILED: token: no authority gave a time (the studio's own log alone)"),
        (proof, file, stranger, "FAILED: token: number 1 does not hold"),
    ):  # fmt: skip
        assert by_shell(tmp_path, of, spoiled, ca) == said


@pytest.mark.slow
def test_an_authority_is_started_by_the_commands_of_the_page(tmp_path: Path) -> None:
    subprocess.run(
        ["bash", "-euc", block("timestamp-authority.md", "bash")], cwd=tmp_path, check=True, capture_output=True
    )
    (tmp_path / "serve.py").write_text(block("timestamp-authority.md", "python"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "serve.py", str(port)], cwd=tmp_path, stderr=subprocess.DEVNULL)
    root = hashlib.sha256(b"a root").digest()
    try:
        for _ in range(200):
            try:
                stamp = ask(f"http://127.0.0.1:{port}/", root, trusted=read_trusted([tmp_path / "ca.pem"]))
                break
            except NoTimestamp:
                time.sleep(0.05)  # not up yet
    finally:
        server.terminate()
        server.wait()
    assert read_token(stamp.token).imprint == root
    assert len(stamp.token) <= 1200
