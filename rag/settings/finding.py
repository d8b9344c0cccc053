"""Sections on reading notices, keeping them and finding clauses."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from rag.settings.section import Section

BUNDLED = "bundled"


class Reading(Section):
    """``[reading]``: limits on source files."""

    max_mib: float = Field(64, gt=0, description="largest source file that is read, MiB")
    max_pages: int = Field(2000, ge=1, description="most pages of a PDF or OFD file")
    max_members: int = Field(20_000, ge=1, description="most files in a zip archive, nested in")
    max_depth: int = Field(3, ge=1, le=16, description="zip archives within zip archives")
    max_expanded_mib: float = Field(
        2048, gt=0, description="most that a zip archive may unpack to, MiB"
    )
    max_ratio: float = Field(
        200, ge=1, description="most times that a file may grow on unpacking, from 1 MiB on"
    )
    max_tags: int = Field(300_000, ge=1000, description="most tags of a web page")
    max_xml_tags: int = Field(
        1_000_000, ge=1000, description="most tags of an XML part of a docx or OFD file"
    )
    max_nesting: int = Field(
        500, ge=50, le=1500, description="tags of a web page that may stand within each other"
    )
    pdf_seconds: float = Field(120, gt=0, description="longest time that reading a PDF may take")
    pdf_memory_mib: int = Field(
        1024, ge=256, description="most memory that reading a PDF may take, MiB (Linux only)"
    )


class Embedding(Section):
    """``[embedding]``: the model that turns clauses and questions into vectors."""

    model: str = Field(
        BUNDLED,
        description='"bundled", a sentence-transformers folder, or a hub name such as BAAI/bge-m3',
    )
    query_prefix: str = Field(
        "auto", description='put before every question; "auto": the model\'s own; empty: nothing'
    )
    passage_prefix: str = Field(
        "auto", description='put before every clause; "auto": the model\'s own; empty: nothing'
    )
    device: str = Field(
        "auto", description='torch device: cpu, cuda, mps; "auto": an accelerator if there is one'
    )
    batch_size: int = Field(32, ge=1, le=4096, description="clauses encoded at a time")
    endpoint: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="OpenAI-compatible endpoint that runs the model; empty: run it here",
    )
    api_key: SecretStr = Field(SecretStr(""), description="key for the endpoint")
    timeout: float = Field(60, gt=0, description="seconds without a byte before giving up")
    max_retries: int = Field(2, ge=0, le=10, description="retries before a request has failed")

    @model_validator(mode="after")
    def _endpoint_has_a_model(self) -> Embedding:
        if self.endpoint and self.model in ("", BUNDLED):
            raise ValueError("model must name a model of the endpoint")
        return self


class Reranker(Section):
    """``[reranker]``: a cross-encoder that puts the best of the clauses found first; off."""

    model: str = Field(
        "",
        description="sentence-transformers folder, or a hub name such as BAAI/bge-reranker-v2-m3; "
        "empty: none",
    )
    top: int = Field(30, ge=1, le=1000, description="clauses that are put in a new order")
    device: str = Field(
        "auto", description='torch device: cpu, cuda, mps; "auto": an accelerator if there is one'
    )
    batch_size: int = Field(16, ge=1, le=4096, description="clauses scored at a time")


class Chunking(Section):
    """``[chunking]``: how clauses become passages."""

    max_tokens: int = Field(320, ge=32, le=8192, description="token budget of one passage")
    merge_tokens: int = Field(
        180, ge=0, le=8192, description="short sibling clauses are searched together up to this"
    )
    encoding: str = Field(
        "qwen", description="tiktoken encoding that counts tokens: qwen (offline) or o200k_base"
    )


class Indexing(Section):
    """``[indexing]``: how passages are kept."""

    cells_from: int = Field(
        20_000,
        ge=100,
        description="passages of a segment from which its vectors are searched by cells (IVF)",
    )


class Store(Section):
    """``[store]``: where vectors are kept and searched."""

    kind: Literal["faiss", "milvus"] = Field(
        "faiss", description="faiss: in the index folder; milvus: in a server for many processes"
    )
    uri: str = Field(
        "http://127.0.0.1:19530",
        description="address of Milvus, or a file that ends in .db (Milvus Lite)",
    )
    token: SecretStr = Field(SecretStr(""), description="user:password or token for Milvus")
    collection: str = Field(
        "wence",
        pattern="^[A-Za-z_][A-Za-z0-9_]{0,254}$",
        description="collection of Milvus; one index has it for itself",
    )
    index_type: Literal["FLAT", "HNSW", "IVF_SQ8", "DISKANN", "AUTOINDEX"] = Field(
        "HNSW",
        description="how Milvus looks for vectors: FLAT, HNSW, IVF_SQ8, DISKANN or AUTOINDEX",
    )

    @field_validator("uri")
    @classmethod
    def _uri_is_no_secret(cls, uri: str) -> str:
        if "@" in urlsplit(uri).netloc:  # errors name the address, and logs do
            raise ValueError("uri must hold no password: token is for that")
        return uri


class Retrieval(Section):
    """``[retrieval]``: finding clauses."""

    candidates: int = Field(200, ge=1, le=10_000, description="clauses considered by each ranker")
    lexical_weight: float = Field(0.65, ge=0, le=1, description="share of BM25 in the fused score")
    english_lexical_weight: float = Field(
        0.5, ge=0, le=1, description="share of the translated words of an English question"
    )
    words: bool = Field(
        True, description="compare Chinese questions word by word where the model knows words"
    )
    max_question_chars: int = Field(2000, ge=1, description="longest question that is accepted")
