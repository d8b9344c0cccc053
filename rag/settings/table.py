"""All settings, read once at start."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import SettingsInvalid
from rag.settings.answering import Answering, Chat, Evaluation, Judge
from rag.settings.finding import Chunking, Embedding, Indexing, Reading, Reranker, Retrieval, Store
from rag.settings.serving import Limits, Office, Server

SETTINGS_FILE = "wence.toml"


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
    store: Store = Store()
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
