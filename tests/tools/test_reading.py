"""Reading files: ranges, pictures, odd, hostile and huge ones."""

from __future__ import annotations

import json
import os

import pytest

from boocode.contracts.wire.parts import ReadDetail
from boocode.tools.guidance import load_guidance
from tests.tools.bench import Bench

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000") + bytes(40)


async def test_file_is_shown_with_line_numbers(bench: Bench) -> None:
    result = await bench("view_file", path="src/app.py")
    assert result.text.splitlines()[0] == "src/app.py (lines 1-5 of 5)"
    assert "     4\tdef main() -> None:" in result.text
    assert not result.truncated
    assert isinstance(result.detail, ReadDetail)
    assert (result.detail.language, result.detail.total_lines) == ("python", 5)
    assert result.detail.content.startswith("import os\n")


async def test_ranges_are_followed(bench: Bench) -> None:
    result = await bench("view_file", path="src/app.py", start_line=4, end_line=4)
    assert result.text == "src/app.py (lines 4-4 of 5)\n     4\tdef main() -> None:"
    assert not result.truncated
    assert "     5\t" in (await bench("view_file", path="src/app.py", start_line=-1)).text


async def test_range_beyond_the_end_says_how_long_the_file_is(bench: Bench) -> None:
    result = await bench("view_file", path="src/app.py", start_line=50)
    assert result.is_error
    assert "has only 5 lines" in result.text


async def test_backward_range_is_explained(bench: Bench) -> None:
    assert "is before start_line" in (await bench("view_file", path="src/app.py", start_line=4, end_line=2)).text


async def test_long_file_is_cut_and_goes_on(bench: Bench) -> None:
    bench.write("long.txt", "".join(f"line {number}\n" for number in range(1, 12_001)))
    first = await bench("view_file", path="long.txt")
    assert first.truncated
    assert "(lines 1-600 of 12,000)" in first.text
    assert first.text.endswith("[Cut: go on with start_line=601.]")
    assert "   601\tline 601" in (await bench("view_file", path="long.txt", start_line=601)).text


async def test_line_of_a_megabyte_is_cut_and_goes_on_by_column(bench: Bench) -> None:
    bench.write("min.js", "x" * 1_000_000 + "END")
    result = await bench("view_file", path="min.js")
    assert "[+999,003 characters: start_column=1001]" in result.text
    assert "xEND" in (await bench("view_file", path="min.js", start_column=999_990)).text


async def test_empty_file_is_said_to_be(bench: Bench) -> None:
    bench.write("empty.txt", "")
    assert (await bench("view_file", path="empty.txt")).text == "`empty.txt` is empty."


async def test_directory_points_to_list_dir(bench: Bench) -> None:
    assert "use list_dir" in (await bench("view_file", path="src")).text


async def test_picture_is_attached(bench: Bench) -> None:
    bench.write("logo.png", PNG)
    result = await bench("view_file", path="logo.png")
    assert [image.media_type for image in result.images] == ["image/png"]
    assert bench.blobs[result.images[0].sha256] == PNG


async def test_binary_file_is_named_not_shown(bench: Bench) -> None:
    bench.write("program", b"\x7fELF\x02\x01" + bytes(1000))
    result = await bench("view_file", path="program")
    assert result.is_error
    assert "is an ELF executable or library (1.0 KB)" in result.text


async def test_sparse_file_of_200_megabytes_is_refused_quickly(bench: Bench) -> None:
    with (bench.root / "sparse").open("wb") as file:
        file.truncate(200_000_000)
    assert "is a binary file (200 MB)" in (await bench("view_file", path="sparse")).text


async def test_other_encodings_are_read_and_named(bench: Bench) -> None:
    bench.write("latin.txt", "größer naïve\n".encode("latin-1"))
    result = await bench("view_file", path="latin.txt")
    assert "größer naïve" in result.text
    assert "cp1252" in result.text


@pytest.mark.parametrize(
    "path",
    [".env", "../outside.txt", "/etc/passwd", ".git/config", "loop", "escape", "escape/passwd", "pipe", "~/x", "a\0b"],
)
async def test_refusals_are_results(bench: Bench, path: str) -> None:
    (bench.root / "loop").symlink_to("loop")
    (bench.root / "escape").symlink_to("/etc")
    os.mkfifo(bench.root / "pipe")
    for tool in ("view_file", "file_info", "read_notebook", "list_dir", "grep"):
        arguments = {"path": path, "pattern": "x"} if tool == "grep" else {"path": path}
        if (tool, path) == ("file_info", "pipe"):
            continue
        result = await bench(tool, **arguments)
        assert result.is_error, (tool, result.text)
        assert "root:" not in result.text


async def test_file_that_vanishes_is_a_result(bench: Bench) -> None:
    (bench.root / "src" / "util.py").unlink()
    result = await bench("view_file", path="src/util.py")
    assert result.is_error
    assert "There is no `src/util.py`" in result.text


async def test_odd_names_are_read(bench: Bench) -> None:
    for name in ("new\nline.txt", 'quo"te', "-dash", "ünï", "sp ace", "*.glob"):
        bench.write(name, "content\n")
        assert "content" in (await bench("view_file", path=name)).text


async def test_several_files_at_once_share_the_space(bench: Bench) -> None:
    bench.write("long.txt", "a line\n" * 20_000)
    files = [
        {"path": "src/app.py", "start_line": 4, "end_line": 5},
        {"path": "nope"},
        {"path": "long.txt"},
        {"path": ".env"},
    ]
    result = await bench("view_many", files=files)
    assert not result.is_error
    assert result.truncated
    assert "=== src/app.py (lines 4-5 of 5) ===" in result.text
    assert "=== nope ===\n[There is no `nope`.]" in result.text
    assert "[Cut: go on with start_line=" in result.text
    assert "secret needle" not in result.text


async def test_information_about_files_and_directories(bench: Bench) -> None:
    text = (await bench("file_info", path="src/app.py")).text
    assert "type: text" in text
    assert "lines: 5" in text
    assert "language: python" in text
    assert "entries: 2" in (await bench("file_info", path="src")).text


async def test_two_files_are_compared(bench: Bench) -> None:
    bench.write("other.py", "def helper(x):\n    return x + 2\n")
    result = await bench("diff_files", first="src/util.py", second="other.py")
    assert result.text.splitlines()[:2] == ["--- src/util.py", "+++ other.py"]
    assert "-    return x + 1" in result.text
    assert "+    return x + 2" in result.text
    assert (await bench("diff_files", first="other.py", second="other.py")).text == "The files are the same."


async def test_notebook_is_read_by_cells(bench: Bench) -> None:
    outputs = [
        {"output_type": "stream", "text": ["hello\n"]},
        {"output_type": "display_data", "data": {"image/png": "AAAA", "text/plain": "<Figure>"}},
        {"output_type": "error", "ename": "ValueError", "evalue": "bad"},
    ]
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "text"]},
        {"cell_type": "code", "source": "print('hello')", "outputs": outputs},
        "garbage",
    ]
    bench.write("book.ipynb", json.dumps({"cells": cells, "metadata": {}}))
    text = (await bench("read_notebook", path="book.ipynb")).text
    assert "## [1] markdown\n# Title\ntext" in text
    assert "-> hello" in text
    assert "<Figure> [image/png]" in text
    assert "ValueError: bad" in text
    assert "## [1]" not in (await bench("read_notebook", path="book.ipynb", start_cell=2)).text


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"cells": 5}', '{"cells": [], "metadata": []}', "[" * 100_000])
async def test_broken_notebook_is_explained(bench: Bench, content: str) -> None:
    bench.write("bad.ipynb", content)
    assert "not a Jupyter notebook" in (await bench("read_notebook", path="bad.ipynb")).text


# --- guidance -----------------------------------------------------------------------------------------------------


def test_guidance_is_loaded_once_and_bounded(plain: Bench) -> None:
    plain.write("AGENTS.md", "Use tabs.\n")
    plain.write("BOOCODE.md", "Be brief. " * 10_000)
    (plain.root / "CLAUDE.md").symlink_to("AGENTS.md")
    found = load_guidance(plain.root)
    assert [(guidance.path, guidance.truncated) for guidance in found] == [("BOOCODE.md", True), ("AGENTS.md", False)]
    assert found[1].text == "Use tabs."
    assert len(found[0].text) <= 32 * 1024


def test_guidance_that_only_points_elsewhere_is_left_out(plain: Bench) -> None:
    plain.write("AGENTS.md", "Use tabs.\n")
    plain.write("CLAUDE.md", "@AGENTS.md\n")
    assert [guidance.path for guidance in load_guidance(plain.root)] == ["AGENTS.md"]


def test_guidance_outside_or_unreadable_is_not_there(plain: Bench) -> None:
    (plain.root.parent / "secret.md").write_text("outside")
    (plain.root / "AGENTS.md").symlink_to("../secret.md")
    (plain.root / "CLAUDE.md").mkdir()
    plain.write("BOOCODE.md", bytes(100))
    assert load_guidance(plain.root) == []
