"""Many documents are judged by several processes, and come out as they do one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from settled.pipeline import auditing


def test_several_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert auditing._MANY == 48
    for number in range(48):
        (tmp_path / f"{number:02d}.md").write_text(f"The total is 3 + 4 = {number % 9} things.\n")
    (tmp_path / "99.docx").write_bytes(b"no archive")
    together = auditing.audit_documents([tmp_path], with_texts=True)
    monkeypatch.setattr(auditing, "_MANY", 1000)
    assert auditing.audit_documents([tmp_path], with_texts=True) == together
    assert sum(one.verdict == "contradicted" for one in together.findings) == 43
    assert [path for path, _ in together.skipped] == [str(tmp_path / "99.docx")]
