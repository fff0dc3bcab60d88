"""A LangChain chain that says "I don't know", and why, when nothing it found is verified.

Run it with ``python examples/langchain_i_dont_know.py``. It needs no server and no key: the passages are
embedded by all-MiniLM-L6-v2, and a model that reads out its first source stands in for the chat model.

A plain chain hands the model whatever recall found, or nothing at all, and the model answers all the same,
from the wrong passage or from memory. That is the harm. Here recall stays as it is; `TwoStageRetriever.judge`
says what holds of it, and where nothing does the chain says so without asking the model.
"""

from __future__ import annotations

from typing import Any

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel, SimpleChatModel
from langchain_core.messages import BaseMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableBranch, RunnableLambda, RunnablePassthrough
from langchain_core.vectorstores import InMemoryVectorStore
from sentence_transformers import SentenceTransformer

import twostage_core as ts
from langchain_twostage import TwoStageRetriever
from twostage_core.basemodel import MINILM

HANDBOOK = {
    "altos": "The altos rehearse on Mondays at seven in the evening.",
    "basses": "The basses rehearse on Thursdays at eight in the evening.",
    "scores": "Ottoline Marsh keeps the sheet music and hands it out before the first rehearsal of a season.",
    "robes": "Bram Teague washes the robes after every concert.",
    "fee": "The membership fee is forty crowns a year, and students pay half of it.",
    "coach": "The choir pays the coach to concerts abroad; every singer pays for their own meals.",
    "solo": "Whoever wants to sing a solo tells the conductor at least three weeks before the concert.",
    "absence": "A singer who misses two rehearsals in a row must not sing in the next concert.",
    "guests": "Guests may listen to a rehearsal only if the conductor has agreed beforehand.",
    "tuning": "The piano in the parish hall is tuned in March and in September.",
    "keys": "The treasurer has the key to the parish hall, and a second one hangs in the bakery next door.",
    "tea": "The tenors bring tea and biscuits for the break.",
}
"""The house rules of a choir that does not exist."""

ANSWERED = {
    "On which day do the basses rehearse?": "basses",
    "Who washes the robes?": "robes",
    "Who keeps the sheet music?": "scores",
    "When is the piano tuned?": "tuning",
}
"""Questions, and the passage that answers each."""

UNANSWERED = (
    "On which day do the sopranos rehearse?",
    "Who plays the organ at concerts?",
    "What is the name of the conductor?",
    "How much does a concert ticket cost?",
)
"""Questions about the same things that no passage answers."""


class MiniLM(Embeddings):
    """Sentence embeddings of all-MiniLM-L6-v2, from files that are already on this machine where possible."""

    def __init__(self) -> None:
        self._model = SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        embeddings: list[list[float]] = self._model.encode(texts, normalize_embeddings=True).tolist()
        return embeddings

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class FirstSource(SimpleChatModel):
    """Stands in for a chat model: reads out the first source, and counts the times it is asked."""

    asked: int = 0

    @property
    def _llm_type(self) -> str:
        return "first-source"

    def _call(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> str:
        self.asked += 1
        return next(line[2:] for line in messages[-1].text.splitlines() if line.startswith("- "))


def build_retriever(threshold: str | float = 0.2) -> TwoStageRetriever:
    """Recall by embeddings, six passages for each question; precision by the second stage."""
    store = InMemoryVectorStore(MiniLM())
    store.add_texts(list(HANDBOOK.values()), ids=list(HANDBOOK))
    stage = ts.PrecisionStage(threshold=threshold)
    return TwoStageRetriever.from_vectorstore(store, fetch_k=6, stage=stage, k=2)


def build_chain(retriever: TwoStageRetriever, model: BaseChatModel) -> Runnable[str, str]:
    """Question in, answer out: from what is verified, or not at all."""
    prompt = ChatPromptTemplate.from_template(
        "Answer the question from these sources alone.\n{sources}\n\nQuestion: {question}"
    )
    answer = RunnablePassthrough.assign(sources=sources) | prompt | model | StrOutputParser()
    return {
        "question": RunnablePassthrough(),
        "judgement": RunnableLambda(retriever.judge, afunc=retriever.ajudge),
    } | RunnableBranch((something_holds, answer), i_dont_know)


def something_holds(inputs: dict[str, Any]) -> bool:
    return bool(inputs["judgement"].accepted)


def sources(inputs: dict[str, Any]) -> str:
    return "\n".join(f"- {v.candidate.text} [{v.candidate.id}]" for v in inputs["judgement"].accepted)


def i_dont_know(inputs: dict[str, Any]) -> str:
    return f"I don't know: {inputs['judgement'].reason}."


def main() -> None:
    model = FirstSource()
    chain = build_chain(build_retriever(), model)
    for question in (*ANSWERED, *UNANSWERED):
        print(f"\n{question}\n  {chain.invoke(question)}")
    print(f"\n{len(ANSWERED) + len(UNANSWERED)} questions; the model was asked {model.asked} times.")


if __name__ == "__main__":
    main()
