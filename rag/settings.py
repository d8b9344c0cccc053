"""Settings as one table: name, default and one line of help each, limits included.

Read once at start from ``wence.toml``, then ``WENCE_*`` variables, then options; later wins.
``[chat] base_url`` in the file is ``WENCE_CHAT_BASE_URL`` in the environment. Passed as an object;
nothing reads the environment after that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import SettingsInvalid

SETTINGS_FILE = "wence.toml"
BUNDLED = "bundled"
# What a browser calls an origin. It goes into a header of every answer, so nothing else gets in.
_ORIGIN = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(_Section):
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


class Embedding(_Section):
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


class Reranker(_Section):
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


class Chunking(_Section):
    """``[chunking]``: how clauses become passages."""

    max_tokens: int = Field(320, ge=32, le=8192, description="token budget of one passage")
    merge_tokens: int = Field(
        180, ge=0, le=8192, description="short sibling clauses are searched together up to this"
    )
    encoding: str = Field(
        "qwen", description="tiktoken encoding that counts tokens: qwen (offline) or o200k_base"
    )


class Indexing(_Section):
    """``[indexing]``: how passages are kept."""

    cells_from: int = Field(
        20_000,
        ge=100,
        description="passages of a segment from which its vectors are searched by cells (IVF)",
    )


class Retrieval(_Section):
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


class Answering(_Section):
    """``[answering]``: what an answer may look like."""

    max_chars: int = Field(400, ge=50, description="length an extractive answer aims to stay below")
    max_history: int = Field(20, ge=0, description="earlier turns of a conversation that are read")


class Chat(_Section):
    """``[chat]``: a chat model, any OpenAI-compatible endpoint; none by default."""

    model: str = Field("", description="name of the chat model; empty: extractive answers")
    base_url: str = Field("", description="endpoint, such as http://127.0.0.1:11434/v1")
    api_key: SecretStr = Field(SecretStr(""), description="key for the endpoint")
    timeout: float = Field(60, gt=0, description="seconds without a byte before giving up")
    max_retries: int = Field(2, ge=0, le=10, description="retries before falling back")
    max_tokens: int = Field(800, ge=16, description="longest generated answer, tokens")
    context_tokens: int = Field(4000, ge=256, description="token budget for passages in the prompt")


class Judge(_Section):
    """``[judge]``: a chat model that judges answers in the evaluation; none by default."""

    model: str = Field("", description="name of the chat model that judges answers; empty: none")
    base_url: str = Field("", description="endpoint, such as http://127.0.0.1:11434/v1")
    api_key: SecretStr = Field(SecretStr(""), description="key for the endpoint")
    timeout: float = Field(60, gt=0, description="seconds without a byte before giving up")
    max_retries: int = Field(2, ge=0, le=10, description="retries before a request has failed")
    max_tokens: int = Field(512, ge=16, description="longest verdict, tokens, thoughts included")


class Evaluation(_Section):
    """``[evaluation]``: how ``wence eval`` judges answers."""

    entailment: Literal["rules", "nli", "judge"] = Field(
        "rules", description="what says whether citations entail a statement: rules, nli or judge"
    )
    nli_model: str = Field(
        "MoritzLaurer/mDeBERTa-v3-base-xnli-multilingual-nli-2mil7",
        description="for nli: a folder or hub name of a model that classifies pairs of texts",
    )
    nli_threshold: float = Field(
        0.5, gt=0, le=1, description="least probability of entailment that counts as one"
    )
    nli_device: str = Field(
        "auto", description='torch device: cpu, cuda, mps; "auto": an accelerator if there is one'
    )
    nli_batch_size: int = Field(16, ge=1, le=4096, description="pairs judged at a time")


class Server(_Section):
    """``[server]``: the chat page and the HTTP API."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(7860, ge=0, le=65535, description="port to listen on")
    title: str = Field("问策", description="title of the chat page")
    max_concurrency: int = Field(8, ge=1, description="questions answered at the same time")
    workers: Annotated[int, Field(ge=0, le=64)] | Literal["auto"] = Field(
        "auto", description="processes that answer; auto: as many as cores; 0: the server's own"
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=16,
        description="proxies before this server, each adding to X-Forwarded-For",
    )
    embed_sites: tuple[Annotated[str, Field(pattern=_ORIGIN)], ...] = Field(
        (),
        description='sites that may show /embed in a frame, such as "https://www.example.gov.cn"',
    )
    https: bool = Field(
        False, description="visitors come by HTTPS: cookies of staff are sent over it alone"
    )


class Limits(_Section):
    """``[limits]``: how many questions are answered, by every door alike; 0 is no limit."""

    per_minute: int = Field(300, ge=0, description="questions a minute from one address; 0: any")
    per_day: int = Field(10_000, ge=0, description="questions in 24 hours from one address; 0: any")
    session_per_minute: int = Field(
        30, ge=0, description="questions a minute on one open chat page; 0: any"
    )
    server_per_day: int = Field(
        0, ge=0, description="questions in 24 hours from everybody together; 0: any"
    )


class Office(_Section):
    """``[office]``: what the server keeps beside the index; see ``rag.office``."""

    folder: Path = Field(
        Path("office"), description="folder for accounts, uploaded files, feedback and figures"
    )
    keep_questions: bool = Field(
        True, description="keep questions that were refused, without who asked them, for review"
    )
    session_hours: float = Field(
        12, gt=0, le=720, description="hours after which staff have to log in again"
    )


class Settings(BaseSettings):
    """All settings, validated; ``Settings.load()`` reads them."""

    model_config = SettingsConfigDict(
        env_prefix="WENCE_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
    )

    index: Path = Field(Path("index"), description="index directory")
    language: Literal["zh-Hans", "zh-Hant", "en"] = Field(
        "zh-Hans", description="language of messages on the command line and the page"
    )
    reading: Reading = Reading()
    embedding: Embedding = Embedding()
    reranker: Reranker = Reranker()
    chunking: Chunking = Chunking()
    indexing: Indexing = Indexing()
    retrieval: Retrieval = Retrieval()
    answering: Answering = Answering()
    chat: Chat = Chat()
    judge: Judge = Judge()
    evaluation: Evaluation = Evaluation()
    server: Server = Server()
    limits: Limits = Limits()
    office: Office = Office()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options, then the environment, then the file; earlier in this tuple wins."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=Path(SETTINGS_FILE))
        return init_settings, env_settings, toml

    @classmethod
    def load(cls, **options: Any) -> Settings:
        """Return the settings in force; ``options`` that are None are left to file and environment.

        :raises SettingsInvalid: a value is unknown, mistyped or out of range.
        """
        given = {name: value for name, value in options.items() if value is not None}
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            reason = first["msg"].removeprefix("Value error, ")  # of our own validators
            raise SettingsInvalid(where=where, reason=reason) from error
        except ValueError as error:  # TOML syntax, undecodable file
            raise SettingsInvalid(where=SETTINGS_FILE, reason=error) from error
