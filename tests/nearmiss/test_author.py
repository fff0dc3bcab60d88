from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from twostage_core.errors import InputError
from twostage_core.nearmiss import CATEGORIES, Draft, write_pairs

TEXT = "The ferry to Orsk leaves at nine, and dogs must wear a muzzle."
QUERY = "When does the boat to Orsk go?"


def edit(old: str, new: str, kind: str = "entity") -> dict[str, str]:
    return {"kind": kind, "old": old, "new": new}


class Model:
    """Answers a prompt to write with what it was given, and a prompt to confirm by looking the pair up."""

    def __init__(self, written: object, denied: tuple[str, ...] = (), confirmed: tuple[str, ...] = (TEXT,)) -> None:
        self.written = written if isinstance(written, str) else json.dumps(written)
        self.denied, self.confirmed = denied, confirmed
        self.prompts: list[str] = []

    def __call__(self, prompts: list[str]) -> list[str]:
        self.prompts += prompts
        return [self.answer(prompt) for prompt in prompts]

    def answer(self, prompt: str) -> str:
        *others, text = re.findall(r"<text>\n(.*?)\n</text>", prompt, re.DOTALL)
        if not others:
            return self.written
        return "Yes." if text in self.confirmed and text not in self.denied else "no"


def written(*edits: object, query: object = QUERY, **options: Any) -> list[Draft]:
    model = Model({"query": query, "edits": edits}, **options)
    return drafts(model, categories=("entity", "direction"), each=2)


def drafts(model: Model, *texts: str, **options: Any) -> list[Draft]:
    return [draft for own in write_pairs(texts or [TEXT], model, **options) for draft in own]


def test_a_text_gets_a_query_that_it_answers_and_edits_that_do_not() -> None:
    elsewhere, back = TEXT.replace("Orsk", "Brod"), TEXT.replace("to", "from")
    assert written(edit("Orsk", "Brod"), edit("to", "from", "direction")) == [
        Draft("support", QUERY, TEXT, 1, "same"),
        Draft("support", QUERY, elsewhere, 0, "entity"),
        Draft("support", QUERY, back, 0, "direction"),
    ]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (edit("orsk", "Brod"), "does not stand in the text once"),
        (edit("e", "a"), "does not stand in the text once"),
        (edit("err", "olk"), "does not stand in the text once"),
        (edit("", "Brod"), "does not stand in the text once"),
        ({"kind": "entity", "old": "Orsk", "new": 10}, "does not stand in the text once"),
        (edit("Orsk", "Brod", "temporal"), "no kind of edit that was asked for"),
        ("Orsk → Brod", "no kind of edit that was asked for"),
        (edit("Orsk", "Orsk"), "nothing is edited"),
        (edit("The ferry to Orsk leaves at nine, and", "To Brod"), "too much is edited"),
        (edit("leaves at nine", "goes at nine"), "taken for a match"),
    ],
)
def test_an_edit_that_breaks_a_rule_or_changes_nothing_that_was_asked_is_refused(wrong: Any, why: str) -> None:
    same = TEXT.replace("leaves", "goes")
    match, refused, good = written(wrong, edit("Orsk", "Brod"), confirmed=(TEXT, same))
    assert (match.refused, good.refused) == ("", "")
    assert why in refused.refused


def test_an_edit_is_counted_once() -> None:
    *_, again = written(edit("Orsk", "Brod"), edit("to Orsk", "to Brod"))
    assert again.refused == "another edit says it already"


def test_words_that_are_taken_out_leave_one_blank() -> None:
    *_, shorter = written(edit("to Orsk", "", "entity"))
    assert shorter.text == TEXT.replace("to Orsk ", "")


def test_an_edit_is_of_whole_words_and_the_rest_stays_as_it_is() -> None:
    text = "The tenant  pays ten crowns.\n"
    model = Model({"query": "What is paid in crowns?", "edits": [edit("ten", "two")]}, confirmed=(text,))
    assert [d.text for d in drafts(model, text, categories=["entity"])] == [text, "The tenant  pays two crowns.\n"]


@pytest.mark.parametrize(
    ("text", "old", "new", "why"),
    [
        ("Cancel order", "Cancel order", "", "too much is edited"),
        ("Cancel order", "Cancel order", "Order", "too much is edited"),
        ("…", "…", "", "nothing is left"),
        ("It holds 10² litres.", "10²", "102", "nothing is edited"),
    ],
)
def test_an_edit_that_leaves_nothing_or_that_no_reader_would_see_is_refused(
    text: str, old: str, new: str, why: str
) -> None:
    model = Model({"query": QUERY, "edits": [edit(old, new)]}, confirmed=(text,))
    assert drafts(model, text, categories=["entity"])[1].refused == why


def test_as_many_edits_are_taken_as_were_asked_for_and_of_those_kinds() -> None:
    edits = [edit("Orsk", name, kind) for kind, name in zip(CATEGORIES, "ABCDEFGHIJKLMNO", strict=True)]
    found = drafts(Model({"query": QUERY, "edits": edits}), each=1)
    assert len(found) == 2
    assert len(drafts(Model({"query": QUERY, "edits": edits}), each=15)) == 16


def test_a_blank_text_is_not_asked_about() -> None:
    model = Model({"query": QUERY, "edits": []})
    assert [d.refused for d in drafts(model, " ", TEXT)] == ["the text is blank", ""]
    assert len(model.prompts) == 2


def test_of_a_match_that_is_denied_nothing_is_used() -> None:
    match, near_miss = written(edit("Orsk", "Brod"), denied=(TEXT,))
    assert (match.refused, near_miss.refused) == ("a match that was denied", "its match is refused")


@pytest.mark.parametrize(
    "answer",
    [
        "I cannot do that.",
        "{broken",
        "[1]",
        '{"a":' * 5_000,
        '{"query": ' + "9" * 5_000 + "}",
        '{"query": " "}',
        '{"query": 7, "edits": []}',
    ],
)
def test_an_answer_without_a_query_is_refused(answer: str) -> None:
    [draft] = drafts(Model(answer))
    assert (draft.query, draft.text, draft.label) == ("", TEXT, 1)
    assert draft.refused == "no query in the answer"


def test_the_text_itself_is_no_query() -> None:
    [draft] = written(query=TEXT.lower())
    assert draft.refused == "the query is the text itself"


def test_an_object_is_found_in_a_fence_and_after_thinking_aloud() -> None:
    said = json.dumps({"query": QUERY, "edits": [edit("Orsk", "Brod")]})
    model = Model(f'<think>{{"query": "no"}} perhaps</think>Here it is:\n```json\n{said}\n```')
    match, near_miss = drafts(model, categories=["entity"])
    assert (match.refused, near_miss.refused) == ("", "")
    assert match.query == QUERY


def test_a_line_break_within_a_string_is_read() -> None:
    [match] = drafts(Model('{"query": "When does\nthe boat go?", "edits": []}'))
    assert match.query == "When does\nthe boat go?"


def test_a_pair_that_contradicts_an_earlier_one_is_refused() -> None:
    later = TEXT.replace("Orsk", "Brod")
    answers = {TEXT: [edit("Orsk", "Brod")], later: []}

    def ask(prompts: list[str]) -> list[str]:
        texts = [prompt.rpartition("<text>\n")[2].removesuffix("\n</text>") for prompt in prompts]
        return [json.dumps({"query": QUERY, "edits": answers[text]}) for text in texts]

    said = iter(["yes", "no", "yes"])
    first, second = write_pairs(
        [TEXT, later], ask, categories=["entity"], confirm=lambda prompts: [next(said) for _ in prompts]
    )
    assert [(d.text, d.label, d.refused) for d in (*first, *second)] == [
        (TEXT, 1, ""),
        (later, 0, ""),
        (later, 1, "an earlier pair says otherwise"),
    ]
    # Nor one of a run before.
    alone = write_pairs([later], ask, categories=["entity"], confirm=lambda prompts: ["yes"], before=first)
    assert [d.refused for d in next(alone)] == ["an earlier pair says otherwise"]


def test_an_unclear_confirmation_is_none() -> None:
    model = Model({"query": QUERY, "edits": []})
    [draft] = drafts(model, confirm=lambda prompts: ["It depends."] * len(prompts))
    assert draft.refused == "neither confirmed nor denied"


def test_who_confirms_is_not_told_what_is_expected() -> None:
    asked: list[str] = []

    def confirm(prompts: list[str]) -> list[str]:
        asked.extend(prompts)
        return ["yes"] * len(prompts)

    model = Model({"query": QUERY, "edits": [edit("Orsk", "Brod")]})
    list(write_pairs([TEXT], model, categories=["entity"], confirm=confirm))
    match, near_miss = asked
    assert near_miss == match.replace(TEXT, TEXT.replace("Orsk", "Brod"))
    assert len(model.prompts) == 1


def test_a_rewording_stands_against_the_text_and_its_edits() -> None:
    reworded = "Dogs must be muzzled; at nine the ferry to Orsk departs."
    model = Model({"query": reworded, "edits": [edit("Orsk", "Brod")]})
    found = drafts(model, relation="identity", categories=["entity"])
    assert [(d.relation, d.query, d.label, d.refused) for d in found] == [
        ("identity", reworded, 1, ""),
        ("identity", reworded, 0, ""),
    ]


def test_texts_are_read_as_they_are_needed_and_categories_depend_on_the_text_alone() -> None:
    read: list[int] = []

    def texts() -> Iterator[str]:
        for number in range(10):
            read.append(number)
            yield f"Text number {number}."

    model = Model({"query": QUERY, "edits": []})
    lists = write_pairs(texts(), model, together=2, each=3)
    assert read == []
    next(lists)
    assert read == [0, 1]
    assert len(list(lists)) == 9
    prompt = next(p for p in model.prompts if "number 7." in p and "<text>" in p)
    alone = Model({"query": QUERY, "edits": []})
    list(write_pairs(["Text number 7."], alone, each=3))
    assert alone.prompts[0] == prompt
    assert sum(f"- {c}: " in prompt for c in CATEGORIES) == 3


@pytest.mark.parametrize(
    "wrong",
    [{"relation": "fulfil"}, {"categories": ["sarcasm"]}, {"categories": []}, {"each": 0}, {"together": 0}],
    ids=lambda w: next(iter(w)),
)
def test_a_wrong_argument_is_told_before_anybody_is_asked(wrong: dict[str, Any]) -> None:
    model = Model("{}")
    with pytest.raises(InputError, match=next(iter(wrong))):
        write_pairs([TEXT], model, **wrong)
    assert model.prompts == []


@pytest.mark.parametrize("wrong", [{"ask": "my_llm:ask"}, {"ask": Model("{}"), "confirm": 7}], ids=["ask", "confirm"])
def test_who_cannot_be_asked_is_told_before_a_text_is_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="functions"):
        write_pairs([TEXT], **wrong)


@pytest.mark.parametrize("answers", [[], ["a", "b"], [{"content": "a"}], None, "a"])
def test_what_is_no_answer_for_each_prompt_is_an_error(answers: list[Any]) -> None:
    with pytest.raises(InputError, match="answer"):
        next(write_pairs([TEXT], lambda prompts: answers))


def test_no_texts_no_questions() -> None:
    assert list(write_pairs([], Model("{}"))) == []


def test_a_langchain_model_is_asked_by_its_own_batch() -> None:
    from langchain_core.language_models import FakeListChatModel
    from langchain_core.output_parsers import StrOutputParser

    said = json.dumps({"query": QUERY, "edits": [edit("Orsk", "Brod")]})
    # One call at a time, so that the answers come in the order of the prompts.
    model = FakeListChatModel(responses=[said, "yes", "no"]).with_config(max_concurrency=1)
    [found] = write_pairs([TEXT], (model | StrOutputParser()).batch, categories=["entity"])
    assert [(d.label, d.refused) for d in found] == [(1, ""), (0, "")]
    with pytest.raises(InputError, match="StrOutputParser"):
        next(write_pairs([TEXT], model.batch))


def test_a_llamaindex_model_is_asked_by_complete() -> None:
    from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
    from llama_index.core.llms.callbacks import llm_completion_callback

    class Scripted(CustomLLM):
        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata()

        @llm_completion_callback()
        def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
            return CompletionResponse(text=Model({"query": QUERY, "edits": [edit("Orsk", "Brod")]}).answer(prompt))

        @llm_completion_callback()
        def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
            raise NotImplementedError

    llm = Scripted()
    [found] = write_pairs([TEXT], lambda prompts: [llm.complete(p).text for p in prompts], categories=["entity"])
    assert [(d.label, d.refused) for d in found] == [(1, ""), (0, "")]
