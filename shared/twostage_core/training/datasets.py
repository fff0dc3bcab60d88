"""Owns the list of public sets: where each comes from, on what terms, and whether the file at hand is the one meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from twostage_core.hashes import sha256

State = Literal["as listed", "missing", "other content"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """One file of public data.

    Attributes:
        name: Path below the data folder, without ``.jsonl.gz``.
        source: Public repository or collection it was taken from.
        licence: Its terms, in short.
        trained: Whether the training mix draws on its training side; otherwise it only calibrates and measures.
        sha256: Of the file the figures were made with.
    """

    name: str
    source: str
    licence: str
    trained: bool
    sha256: str

    def path(self, data: Path) -> Path:
        """Where the file lies below a data folder."""
        return data / f"{self.name}.jsonl.gz"

    def state(self, data: Path) -> State:
        """Compares the file below a data folder with the one meant."""
        path = self.path(data)
        if not path.is_file():
            return "missing"
        return "as listed" if sha256(path) == self.sha256 else "other content"


DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "identity/banking77",
        "PolyAI-LDN/task-specific-datasets",
        "CC BY 4.0",
        True,
        "34d3cc6929532a2672cddba3472d2e3e6e1916498cb8ab904de03a028fe02d90",
    ),
    Dataset(
        "identity/cannot_wikifactcheck",
        "dmlls/cannot-dataset",
        "CC BY-SA 4.0",
        True,
        "2df8699b36b20592c5ff0979f026ab92bd364c71220e82db5a8ee3ca56942ef1",
    ),
    Dataset(
        "identity/checklist_qqp",
        "marcotcr/checklist",
        "MIT",
        True,
        "4b6b32f99f86e4df3130cd06efd0d29bbfde4bb99afbcad405ea00eb4c99dc35",
    ),
    Dataset(
        "identity/clinc150",
        "clinc/oos-eval",
        "CC BY 3.0",
        True,
        "669b8056dbaf541bdd1e7789e996f156928a7bd7b741c8844265fd69f2376ac9",
    ),
    Dataset(
        "identity/mrpc_train",
        "Microsoft Research paraphrase corpus",
        "MSR terms",
        False,
        "89d1b80fba773000029f21efa7b84bcb065b80287afdde5f25c17addefab85a4",
    ),
    Dataset(
        "identity/pawsx_dev",
        "google-research-datasets/paws",
        "free for any purpose",
        True,
        "3ed7c42e56dd4aa86a63765f1fd3d2d2ffabc5639afd29a2e683b08baf41f29f",
    ),
    Dataset(
        "identity/qqp",
        "Quora question pairs",
        "Quora terms",
        False,
        "5e59bd8468622277f04cf577cd59f93052f3bae0246a8c8769e233a7bef35558",
    ),
    Dataset(
        "identity/semantoneg",
        "Helsinki-NLP/SemAntoNeg",
        "CC BY",
        True,
        "d9081ca10764ffd9d9c194425d0cc8e610a7c04ad8667442b2e08c02eab9fc05",
    ),
    Dataset(
        "identity/stackfaq_groups",
        "ML-Recipes/BERT-FAQ",
        "MIT",
        True,
        "34da14c50f255148dde4e2c14117d7b89bc8020c3c462066943bf0352502dacd",
    ),
    Dataset(
        "identity/stsb_train",
        "STS benchmark",
        "per-source terms",
        False,
        "d51b6bd1b0d55e8541a9e077da17c47a8000d4f564f7539187fe0af0869638e0",
    ),
    Dataset(
        "identity/valse",
        "Heidelberg-NLP/VALSE",
        "MIT; captions on their image sets' terms",
        False,
        "4819717ce850e3e31564f815e2e20b5b5a34ced1cedb8ef3eeabbcd40dc2e6d9",
    ),
    Dataset(
        "support/medquad",
        "abachaa/MedQuAD",
        "CC BY 4.0",
        True,
        "3e69e61254a065af5311c40687e32a8cb93827156d02380df6146b807009ae33",
    ),
    Dataset(
        "support/nq_oracle",
        "nelson-liu/lost-in-the-middle (Natural Questions)",
        "MIT / CC BY-SA",
        True,
        "76db0ada8ceea7181c421e4be7031988b0b24f1961a4097cf679477cd9089141",
    ),
    Dataset(
        "support/policyqa_dev",
        "wasiahmad/PolicyQA",
        "MIT; origin non-commercial",
        False,
        "f597e9cc549d0623d3eef8682d1990597b0e81be04c430b735b672ec609cb317",
    ),
    Dataset(
        "support/pubmedqa",
        "pubmedqa/pubmedqa",
        "MIT",
        True,
        "97ce4216ec4678cf03b3cbfd5de2463f9c327a7687052829aab6ba6471bce901",
    ),
    Dataset(
        "support/squad_sentences",
        "xinyadu/nqg (SQuAD)",
        "MIT / CC BY-SA",
        True,
        "2baf063826d2630d85add96720059ad934bc7cc8bebf3d1494883c5aa768603a",
    ),
    Dataset(
        "support/tydiqa",
        "google-research-datasets/tydiqa, English GoldP",
        "Apache-2.0",
        True,
        "a2ccc4f12943b60e2ceecf36e7f64e853ba2736ac3af42be005a8ae5829e7365",
    ),
    Dataset(
        "support/xquad",
        "google-deepmind/xquad",
        "CC BY-SA 4.0",
        True,
        "2a754760ca44918eb85fe496185190a5c8730472cd5ba2a54c71b48aef2be0ef",
    ),
    Dataset(
        "retrieval/cacm/corpus",
        "BEIR format of the CACM test collection",
        "none stated",
        False,
        "f36e5567691c5f6e1e7e30eb281b7e849154405ce4c0f4cfa3a4cefd5a6b8c71",
    ),
    Dataset(
        "retrieval/cacm/queries",
        "BEIR format of the CACM test collection",
        "none stated",
        False,
        "3707cdc083294aa123455f71661dd932c0b446229b9ded2acadc1520dc390640",
    ),
    Dataset(
        "retrieval/cacm/qrels",
        "BEIR format of the CACM test collection",
        "none stated",
        False,
        "93588dfc1b4b3811975923891af6a679c8b315cefe97b3732e94b927e6c5fe49",
    ),
    Dataset(
        "retrieval/cranfield/corpus",
        "BEIR format of the Cranfield test collection",
        "none stated",
        False,
        "147a54c24cb2becf5e3bf83e4c17bb028777f5a64254857cda71675aef9e974a",
    ),
    Dataset(
        "retrieval/cranfield/queries",
        "BEIR format of the Cranfield test collection",
        "none stated",
        False,
        "7f3fe89f25d7ff148a7114f205ea8838afa912ce6fdfdeb40f6bde73a346f955",
    ),
    Dataset(
        "retrieval/cranfield/qrels",
        "BEIR format of the Cranfield test collection",
        "none stated",
        False,
        "7ab50c9cc45e50d459d49cb68e45906a64003bbcfa8c55043e43ba5745f65694",
    ),
    Dataset(
        "retrieval/med/corpus",
        "BEIR format of the MED test collection",
        "none stated",
        False,
        "100045c5560f35c37b76b9e1d6baf05336dc1c27916ed4138750a70b68fe34ce",
    ),
    Dataset(
        "retrieval/med/queries",
        "BEIR format of the MED test collection",
        "none stated",
        False,
        "d6b51c1e272d1df019a6bb661b0ac04b3dca6a0472a14d8fdf764876dbf58c49",
    ),
    Dataset(
        "retrieval/med/qrels",
        "BEIR format of the MED test collection",
        "none stated",
        False,
        "fafa6147b77afbbaa8eca3e31234dc1fc06482a298fba2e32952a8b1ede2eb3f",
    ),
    Dataset(
        "retrieval/msmarco_small/corpus",
        "agentset-ai/embedding-leaderboard",
        "none stated",
        False,
        "c60ae3c3dd89865873c715bc1101dcc918561bb912d888c4036cc860e4b64db5",
    ),
    Dataset(
        "retrieval/msmarco_small/queries",
        "agentset-ai/embedding-leaderboard",
        "none stated",
        False,
        "e00800f6e3b58ed5048c3913f6cabd1e55e666a8e4d22e2fd60bd641e22b3065",
    ),
    Dataset(
        "retrieval/msmarco_small/qrels",
        "agentset-ai/embedding-leaderboard",
        "none stated",
        False,
        "835ed72d10e8511bb985be8f27c45b36f182ccddce33908aa572da3c46d01d00",
    ),
    Dataset(
        "retrieval/scifact_train/corpus",
        "allenai/scifact, train claims",
        "CC BY 4.0 (claims)",
        False,
        "ff46626e27c7ba2c2123c7387d9d423666f201678413fe1af50e7ad1ed55e9ca",
    ),
    Dataset(
        "retrieval/scifact_train/queries",
        "allenai/scifact, train claims",
        "CC BY 4.0 (claims)",
        False,
        "4b93edbea38c13c71e770aa24ad0fbc6558ba4f92f91459bc5c059219d2080d6",
    ),
    Dataset(
        "retrieval/scifact_train/qrels",
        "allenai/scifact, train claims",
        "CC BY 4.0 (claims)",
        False,
        "3e51257dda3cd93f69b1eb11c00ce374ea807de252d916b7754e4438f07d5299",
    ),
    Dataset(
        "tools/metatool_queries",
        "HowieHwong/MetaTool",
        "MIT",
        True,
        "dace4cbacef2845de0435c3e181fb279b412c8a485ccde47f634216eacbe41c4",
    ),
)
