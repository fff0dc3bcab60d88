"""Options are checked when given, fixed afterwards, and survive copying and serialising."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeWithScore, TextNode
from pydantic import ValidationError

import twostage_core as ts
from llamaindex_twostage import TwoStagePostprocessor

CHANGED: dict[str, Any] = {
    "relation": "identity",
    "threshold": 0.25,
    "on_reject": "demote",
    "order": "rank_score",
    "on_unverified": "pass",
    "on_error": "reject",
    "on_empty": "raise",
    "top_n": 3,
    "max_candidates": 7,
    "deadline": 1.5,
    "keep_retrieval_score": False,
    "device": "cpu",
}


def options(postprocessor: TwoStagePostprocessor) -> dict[str, Any]:
    return {name: getattr(postprocessor, name) for name in CHANGED}


def test_defaults_are_the_stages() -> None:
    fields = TwoStagePostprocessor.model_fields
    parameters = inspect.signature(ts.PrecisionStage).parameters
    for name in parameters.keys() - {"verifier", "token_store", "escalate", "borderline"}:
        assert fields[name].default == parameters[name].default, name


def test_every_option_is_described() -> None:
    own = TwoStagePostprocessor.model_fields.keys() - {"callback_manager"}
    assert all(TwoStagePostprocessor.model_fields[name].description for name in own)


def test_the_signature_shows_the_options() -> None:
    shown = inspect.signature(TwoStagePostprocessor).parameters
    assert {"stage", "model", "token_store", "verify", *CHANGED} <= shown.keys()


def test_the_stage_is_made_from_the_shorthands() -> None:
    postprocessor = TwoStagePostprocessor(**CHANGED)
    stage = postprocessor._stage
    assert (stage.relation, stage.threshold) == ("identity", 0.25)
    for name in CHANGED.keys() - {"relation", "keep_retrieval_score", "device"}:
        assert getattr(stage.policy, name) == CHANGED[name], name


def test_options_are_read_from_a_stage() -> None:
    stage = ts.PrecisionStage(threshold=0.25, top_n=3, on_reject="annotate")
    postprocessor = TwoStagePostprocessor(stage, keep_retrieval_score=False)
    assert (postprocessor.threshold, postprocessor.top_n, postprocessor.on_reject) == (0.25, 3, "annotate")
    assert postprocessor.model == "similarity-map:default"
    assert postprocessor.keep_retrieval_score is False


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"threshold": 1.5}, "threshold"),
        ({"threshold": -0.1}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": "very strict"}, "lenient"),
        ({"relation": "entailment"}, "relation must be one of"),
        ({"order": "score"}, "order must be one of"),
        ({"on_reject": "hide"}, "on_reject must be one of"),
        ({"on_error": "ignore"}, "on_error must be one of"),
        ({"top_n": 0}, "top_n must be"),
        ({"top_n": 2.0}, "top_n must be"),
        ({"max_candidates": 0}, "max_candidates must be"),
        ({"deadline": -1}, "deadline must be"),
        ({"verify": "lazy", "order": "rank_score"}, "lazy"),
        ({"keep_retrieval_score": "yes"}, "keep_retrieval_score must be a bool"),
        ({"model": 3}, "model must be"),
        ({"device": 0}, "device must be"),
        ({"token_store": range(3)}, "mget"),
        ({"token_store": "s3://bucket"}, "starts with memory://, lmdb://"),
        ({"stage": "balanced"}, "stage must be a PrecisionStage"),
    ],
    ids=str,
)
def test_a_wrong_option_is_refused_before_a_checkpoint_is_fetched(wrong: dict[str, Any], message: str) -> None:
    # A model that is nowhere: if it were fetched first, the error would be another.
    nowhere = {} if wrong.keys() & {"model", "stage"} else {"model": "nobody/nothing"}
    with pytest.raises(ts.InputError, match=message):
        TwoStagePostprocessor(**{**nowhere, **wrong})


def test_a_model_that_is_nowhere_is_refused() -> None:
    with pytest.raises(ts.ModelNotFoundError, match="no such folder"):
        TwoStagePostprocessor(model="no such folder")


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(TypeError, match="no option treshold"):
        TwoStagePostprocessor(treshold=0.5)  # type: ignore[call-arg]


def test_a_stage_and_shorthands_contradict_each_other() -> None:
    with pytest.raises(ts.InputError, match="stage and threshold, top_n"):
        TwoStagePostprocessor(ts.PrecisionStage(), threshold="balanced", top_n=None)
    with pytest.raises(ts.InputError, match="stage and token_store"):
        TwoStagePostprocessor(ts.PrecisionStage(), token_store=ts.TokenStore())


def test_options_are_fixed_once_made() -> None:
    postprocessor = TwoStagePostprocessor(top_n=3)
    with pytest.raises(ValidationError, match="frozen"):
        postprocessor.top_n = 5
    # What a query engine does to every postprocessor:
    postprocessor.callback_manager = CallbackManager([])


def test_dict_and_json_round_trip() -> None:
    postprocessor = TwoStagePostprocessor(**CHANGED)
    through_json = TwoStagePostprocessor.from_dict(json.loads(json.dumps(postprocessor.to_dict())))
    assert options(through_json) == CHANGED
    assert options(TwoStagePostprocessor.from_json(postprocessor.to_json())) == CHANGED
    assert through_json._stage.policy == postprocessor._stage.policy
    assert postprocessor.to_dict()["class_name"] == "TwoStagePostprocessor"


def test_a_folder_survives_as_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = Path(ts.__file__).parent / "checkpoints" / "default"
    (tmp_path / "owner").mkdir()
    (tmp_path / "owner" / "name").symlink_to(bundled)
    monkeypatch.chdir(tmp_path)
    postprocessor = TwoStagePostprocessor(model=Path("owner/name"))
    monkeypatch.chdir("/")
    assert TwoStagePostprocessor.from_dict(postprocessor.to_dict()).model == str(bundled.resolve())


def test_pickling_carries_the_options() -> None:
    again = pickle.loads(pickle.dumps(TwoStagePostprocessor(**CHANGED, token_store=ts.TokenStore())))
    assert options(again) == CHANGED
    assert again._stage.threshold == 0.25


def test_an_option_that_fails_when_unpickled_says_so() -> None:
    state = TwoStagePostprocessor().__getstate__()
    state["__dict__"]["model"] = "no such folder"
    with pytest.raises(ts.ModelNotFoundError, match="no such folder"):
        TwoStagePostprocessor.__new__(TwoStagePostprocessor).__setstate__(state)


def test_a_given_stage_refuses_to_be_serialised() -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(ts.MaxSimVerifier(), threshold=0.5))
    with pytest.raises(ts.InputError, match="cannot be pickled"):
        pickle.dumps(postprocessor)
    described = postprocessor.to_dict()
    assert described["stage"] == "PrecisionStage with maxsim:base"
    with pytest.raises(ts.InputError, match="a stage is not serialised"):
        TwoStagePostprocessor.from_dict(described)


def test_copies_share_the_stage() -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(threshold=0.25))
    for other in (
        copy.copy(postprocessor),
        copy.deepcopy(postprocessor),
        postprocessor.model_copy(deep=True),
    ):
        assert other is not postprocessor
        assert other._stage is postprocessor._stage


def test_a_copy_with_other_options_uses_them() -> None:
    store = ts.TokenStore()
    postprocessor = TwoStagePostprocessor(threshold=0.25, top_n=3, token_store=store)
    other = postprocessor.model_copy(update={"threshold": 0.75})
    assert (other.threshold, other._stage.threshold, other.top_n) == (0.75, 0.75, 3)
    assert other._stage.token_store is store
    assert postprocessor._stage.threshold == 0.25
    with pytest.raises(ts.InputError, match="threshold"):
        postprocessor.model_copy(update={"threshold": 7})
    with pytest.raises(ts.InputError, match="as the stage was given"):
        TwoStagePostprocessor(ts.PrecisionStage()).model_copy(update={"top_n": 1})
    assert postprocessor.model_copy(update={"keep_retrieval_score": False}).keep_retrieval_score is False


@pytest.mark.parametrize(
    "update", [{"treshold": "strict"}, {"stage": ts.PrecisionStage(threshold=0.5)}, {"keep_retrieval_score": "no"}]
)
def test_a_copy_refuses_what_the_constructor_does(update: dict[str, Any]) -> None:
    with pytest.raises(ts.InputError, match=next(iter(update))):
        TwoStagePostprocessor(threshold=0.25).model_copy(update=update)


def test_a_stage_may_name_its_device_as_torch_does() -> None:
    import torch

    stage = ts.PrecisionStage(ts.MaxSimVerifier(device=torch.device("cpu")), threshold=0.5)  # type: ignore[arg-type]
    assert TwoStagePostprocessor(stage).device == "cpu"


@pytest.mark.model
def test_the_token_store_that_is_given_is_used() -> None:
    store = ts.MemoryByteStore()
    postprocessor = TwoStagePostprocessor(threshold=0.0, token_store=store)
    postprocessor.postprocess_nodes([NodeWithScore(node=TextNode(text="Rent is due."))], query_str="When?")
    assert len(list(store.yield_keys())) == 1


@pytest.mark.model
def test_an_unpickled_postprocessor_judges_alike() -> None:
    nodes = [NodeWithScore(node=TextNode(text=text)) for text in ("Rent is due on Friday.", "The cat sleeps.")]
    postprocessor = TwoStagePostprocessor(threshold=0.0, on_reject="annotate")
    again = pickle.loads(pickle.dumps(postprocessor))
    assert again.postprocess_nodes(nodes, query_str="When is rent due?") == postprocessor.postprocess_nodes(
        nodes, query_str="When is rent due?"
    )


def test_a_store_by_address_comes_back_from_a_dict_and_from_a_pickle(tmp_path: Path) -> None:
    address = f"lmdb://{tmp_path}/store"
    postprocessor = TwoStagePostprocessor(token_store=address)
    described = json.loads(json.dumps(postprocessor.to_dict()))
    assert described["token_store"] == address
    for again in (TwoStagePostprocessor.from_dict(described), pickle.loads(pickle.dumps(postprocessor))):
        assert again._stage.token_store.address == address
        assert again.to_dict() == postprocessor.to_dict()


def test_credentials_of_a_store_are_in_no_dict_and_on_no_screen() -> None:
    postprocessor = TwoStagePostprocessor(token_store="redis://me:secret@host/0")
    described = postprocessor.to_dict()
    assert described["token_store"] == "redis://me:***@host/0"
    shown = [json.dumps(described), postprocessor.to_json(), repr(postprocessor), str(postprocessor)]
    assert not any("secret" in text for text in shown)
    with pytest.raises(ts.InputError, match="give the store anew"):
        TwoStagePostprocessor.from_dict(described)
    again = TwoStagePostprocessor.from_dict(described, token_store="redis://me:secret@host/0")
    assert again._stage.token_store.address == "redis://me:secret@host/0"
    # A pickle goes to one's own worker, which has to reach the store.
    unpickled = pickle.loads(pickle.dumps(postprocessor))
    assert unpickled._stage.token_store.address == "redis://me:secret@host/0"


def test_a_copy_may_have_another_store(tmp_path: Path) -> None:
    postprocessor = TwoStagePostprocessor(threshold=0.25)
    other = postprocessor.model_copy(update={"token_store": f"lmdb://{tmp_path}/store"})
    assert other._stage.token_store.address == other.token_store
    assert (other.threshold, postprocessor.token_store) == (0.25, None)
