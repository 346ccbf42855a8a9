"""What the model is sent: attachments, pictures, effort, and what a request is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boocode.backends.native.ledger import context_report
from boocode.contracts.agents import Completed, SessionSpec
from boocode.contracts.wire.models import ContextReport
from boocode.contracts.wire.parts import AttachmentPart
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.llm.scripted.server import ScriptedModel
from tests.backends.conftest import Bench

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "5e7f2a3a0000000049454e44ae426082"
)


def model_entry(**more: Any) -> dict[str, Any]:
    return {"id": "scripted", "owned_by": "llama-swap", "meta": {"n_ctx": 32768}, **more}


async def with_model(bench: Bench, model: ScriptedModel, **more: Any) -> None:
    model.models = [model_entry(**more)]
    await bench.equipment.catalog.refresh()


async def test_text_file_is_inlined_under_its_name(bench: Bench) -> None:
    part = bench.attach("notes.txt", "text/plain", "grüße\n".encode("latin-1"), kind="file")
    await bench.say("SCRIPT:say", attached=[part])
    assert bench.sent()[-1]["content"] == 'SCRIPT:say\n\n<attachment name="notes.txt">\ngrüße\n\n</attachment>'


async def test_long_file_is_cut_visibly(bench: Bench) -> None:
    await bench.say("SCRIPT:say", attached=[bench.attach("log.txt", "text/plain", b"line\n" * 100_000)])
    content = str(bench.sent()[-1]["content"])
    assert len(content) < 70_000
    assert "of 500,000 characters" in content


async def test_binary_file_is_named_but_not_sent(bench: Bench) -> None:
    await bench.say("SCRIPT:say", attached=[bench.attach("a.bin", "application/x", b"\x00\x01\x02\xff" * 99)])
    assert "it is not text" in str(bench.sent()[-1]["content"])


async def test_attachment_that_is_gone_is_said_to_be_so(bench: Bench) -> None:
    part = bench.attach("notes.txt", "text/plain", b"x")
    bench.kept.attachments.clear()
    _, outcome = await bench.say("SCRIPT:say", attached=[part])
    assert outcome == Completed("stop")
    assert "could not be read" in str(bench.sent()[-1]["content"])


def reference(path: str) -> AttachmentPart:
    return AttachmentPart(
        id=new_id(),
        message_id=new_id(),
        index=1,
        step=0,
        created_at=now(),
        kind="reference",
        name=path,
        media_type="text/plain",
        size=0,
        path=path,
    )


async def test_referenced_file_is_read_through_the_guard(bench: Bench) -> None:
    await bench.say("SCRIPT:say", attached=[reference("shop.py"), reference(".env"), reference("../../etc/passwd")])
    content = str(bench.sent()[-1]["content"])
    assert "def price" in content
    assert "hunter2" not in content
    assert "root:" not in content


async def test_picture_is_sent_to_a_model_that_sees(bench: Bench, scripted_llm: ScriptedModel) -> None:
    await with_model(bench, scripted_llm, capabilities={"vision": True})
    await bench.say("SCRIPT:say", attached=[bench.attach("shot.png", "image/png", PNG, kind="image")])
    content: Any = bench.sent()[-1]["content"]
    assert content[0] == {"type": "text", "text": "SCRIPT:say"}
    assert content[1]["image_url"]["url"].startswith("data:image/png;base64,iVBOR")


async def test_user_is_told_when_the_model_cannot_see_a_picture(bench: Bench) -> None:
    sink, _ = await bench.say("SCRIPT:say", attached=[bench.attach("shot.png", "image/png", PNG, kind="image")])
    assert "shot.png" in sink.notices("info")[0].text
    assert "cannot see" in str(bench.sent()[-1]["content"])
    again, _ = await bench.say("SCRIPT:say")
    assert not again.notices("info")


async def test_picture_read_by_a_tool_reaches_a_model_that_sees(
    bench: Bench, scripted_llm: ScriptedModel, repository: Path
) -> None:
    await with_model(bench, scripted_llm, capabilities={"vision": True})
    (repository / "logo.png").write_bytes(PNG)
    scripted_llm.scripts["logo"] = [{"tools": [{"kind": "read", "path": "logo.png"}]}, {"say": "A dot."}]
    sink, _ = await bench.say("SCRIPT:logo")
    assert sink.results[0].images
    last: Any = bench.sent()[-1]
    assert last["role"] == "user"
    assert last["content"][-1]["type"] == "image_url"


@pytest.mark.parametrize(("takes", "sent"), [(True, "high"), (False, None)])
async def test_effort_is_sent_only_to_models_that_take_it(
    bench: Bench, scripted_llm: ScriptedModel, *, takes: bool, sent: str | None
) -> None:
    await with_model(bench, scripted_llm, supported_parameters=["reasoning_effort"] if takes else [])
    bench.thinking = "high"
    await bench.say("SCRIPT:say")
    assert scripted_llm.chats()[-1].body.get("reasoning_effort") == sent


async def test_neighbouring_user_messages_become_one(bench: Bench) -> None:
    bench.add_user("first")
    await bench.say("SCRIPT:say")
    assert bench.sent()[-1] == {"role": "user", "content": "first\n\nSCRIPT:say"}


# --- the ledger ---------------------------------------------------------------------------------------------------


async def report(bench: Bench) -> ContextReport:
    spec: SessionSpec = bench.session.spec
    return await context_report(bench.equipment, bench.session.key, spec, bench.conversation)


async def test_ledger_names_everything_the_next_request_holds(bench: Bench) -> None:
    await bench.say("SCRIPT:read", attached=[bench.attach("notes.txt", "text/plain", b"remember\n")])
    found = await report(bench)
    kinds = [item.kind for item in found.items]
    assert kinds[:4] == ["system", "guidance", "tools", "message"]
    assert {"attachment", "tool_result"} <= set(kinds)
    assert found.size == 32768
    assert found.source == "estimate"
    assert found.used == sum(item.tokens for item in found.items)
    assert "view_file README.md" in [item.label for item in found.items if item.kind == "tool_result"]


async def test_estimate_comes_close_to_the_servers_count_after_one_answer(bench: Bench) -> None:
    sink, _ = await bench.say("SCRIPT:say")
    found = await report(bench)
    assert abs(found.used - sink.usage.context_tokens) / sink.usage.context_tokens < 0.15


async def test_loaded_model_of_a_llama_server_counts_exactly(bench: Bench, scripted_llm: ScriptedModel) -> None:
    scripted_llm.models = [{"id": "scripted", "owned_by": "llamacpp"}]
    scripted_llm.routes["/props"] = {"default_generation_settings": {"n_ctx": 4096}}
    await bench.equipment.catalog.refresh()
    bench.add_user("hello")
    found = await report(bench)
    assert (found.source, found.size) == ("server", 4096)


async def test_swapped_out_model_is_not_loaded_for_counting(bench: Bench, scripted_llm: ScriptedModel) -> None:
    scripted_llm.routes["/running"] = {"running": []}
    found = await report(bench)
    assert found.source == "estimate"
    assert not any("tokenize" in record.path for record in scripted_llm.log)
