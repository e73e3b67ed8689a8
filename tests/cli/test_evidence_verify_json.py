"""`manju evidence verify`: shapes, exit codes and words, with nothing but the files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from manju.cli import main
from manju.proof.certificates import fingerprint
from manju.proof.timestamps import ask
from proof.authority import Authority, authority
from proof.sealing import changed, seal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("clock")) as running:
        yield running


@pytest.fixture(scope="module")
def kept(clock: Authority, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A file, its proof by an authority, its proof by the log alone."""
    folder = tmp_path_factory.mktemp("kept")
    sealed = seal(folder, 2, stamp=lambda root: [ask(clock.url, root)])
    own = seal(folder, 2)
    (folder / "proof.json").write_bytes(sealed.proofs[0])
    (folder / "own.json").write_bytes(own.proofs[0])
    return sealed.files[0], folder / "proof.json", folder / "own.json"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = main(["evidence", "verify", *map(str, words)])
    return code, capsys.readouterr().out


def test_a_good_proof_is_exit_0_with_the_time_and_the_authority(
    kept: tuple[Path, Path, Path], clock: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    file, proof, _ = kept
    code, out = run(capsys, file, proof, "--tsa-cert", clock.ca_pem, "--json")
    gen_time = json.loads(proof.read_bytes())["sealed_at"]
    assert code == 0
    assert json.loads(out) == {
        "valid": True, "sealed_at": gen_time, "level": "authority", "reasons": [],
        "authority": {"subject": "CN=Clock TSA", "sha256": fingerprint(clock.signer.certificate), "trusted": True},
        "timestamps_not_trusted": 0,
    }  # fmt: skip
    code, out = run(capsys, file, proof, "--json")
    assert (code, json.loads(out)["authority"]["trusted"]) == (0, None)


def test_what_does_not_hold_is_exit_1_with_reasons(
    kept: tuple[Path, Path, Path], clock: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, proof, own = kept
    (tmp_path / "forged.json").write_bytes(changed(proof.read_bytes(), "item", "author", to="别人"))
    (tmp_path / "broken.json").write_bytes(b"{")
    for words, codes in (
        ((own, proof), ["file"]),
        ((file, tmp_path / "forged.json"), ["tree"]),
        ((file, tmp_path / "broken.json"), ["proof"]),
        ((file, file), ["proof"]),
        ((file, own, "--tsa-cert", clock.ca_pem), ["authority"]),
    ):
        code, out = run(capsys, *words, "--json")
        found = json.loads(out)
        assert (code, found["valid"], [reason["code"] for reason in found["reasons"]]) == (1, False, codes)
        assert all(reason["message"] for reason in found["reasons"])


def test_a_file_that_is_not_there_is_exit_2(
    kept: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, proof, _ = kept
    for words, why in (
        ((tmp_path / "no", proof), "file_unreadable"), ((file, tmp_path / "no"), "file_unreadable"),
        ((tmp_path, proof), "file_unreadable"),
        ((file, proof, "--tsa-cert", tmp_path / "no"), "certificate_unreadable"),
        ((file, proof, "--tsa-cert", file), "certificate_unreadable"),
    ):  # fmt: skip
        code, out = run(capsys, *words, "--json")
        assert (code, json.loads(out)["error"]["code"]) == (2, why)


def test_in_words_the_weaker_level_and_the_untold_trust_are_said(
    kept: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file, proof, own = kept
    assert "没有指定可信的机构证书" in run(capsys, file, proof, "--lang", "zh")[1]
    code, out = run(capsys, file, own, "--lang", "en")
    assert code == 0
    assert "weaker than an authority" in out
    assert "  file: 这不是当时封存的文件" in run(capsys, own, proof, "--lang", "zh")[1]


def test_it_needs_no_home_and_loads_no_django(kept: tuple[Path, Path, Path], tmp_path: Path) -> None:
    file, proof, _ = kept
    program = (
        "import sys\nfrom manju.cli import main\n"
        f"code = main(['evidence', 'verify', {str(file)!r}, {str(proof)!r}, '--json'])\n"
        "sys.exit(code or ('django' in sys.modules) * 7)"
    )
    home = tmp_path / "home"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "MANJU_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not home.exists()
