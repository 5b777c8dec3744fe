"""The types of single values in a declaration: names, closed sets of words, truth values."""

from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from tableau_perm_cli.catalog import CATALOG, LEGACY_SITE_ROLES, SITE_ROLES
from tableau_perm_cli.catalog.templates import TEMPLATES, template_spellings
from tableau_perm_cli.declaration.spellings import word_schema
from tableau_perm_cli.declaration.words import (
    AUTHENTICATIONS,
    DATABASE_LOCKS,
    EXTERNAL_AUTHORIZATIONS,
    LOCKS,
    TABS,
    Words,
)

TEXT_TAG = "\0text"
MAPPING_TAG = "\0mapping"
LIST_TAG = "\0list"
TAGS = frozenset({TEXT_TAG, MAPPING_TAG, LIST_TAG})
"""What pydantic puts into an error's path for the branch of a union; no key is like them."""

EXPECTED = "expected"
"""The type of the errors that carry their own wording of what was expected."""

_DIGITS = 6
"""A number that has more is a mistake."""

# A name may look like a number or a date to other YAML readers; here it is always text.
_NAME_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
Name = Annotated[str, WithJsonSchema(_NAME_SCHEMA)]


class Shape(BaseModel):
    """A mapping with a fixed set of keys; any other key is an error."""

    model_config = ConfigDict(extra="forbid")


T = TypeVar("T")
Named = dict[Name, T] | None
"""A mapping by name; with nothing written, empty."""
Names = list[Name] | None


def shape_of(value: object) -> str:
    """Return the tag of the branch of a union that a value belongs to."""
    if isinstance(value, dict):
        return MAPPING_TAG
    return LIST_TAG if isinstance(value, list) else TEXT_TAG


def _word(
    name: str, words: Words[Any], *, exact: bool = False
) -> tuple[AfterValidator, WithJsonSchema]:
    """Return what makes a type of text one of a closed set of words."""

    def check(text: str) -> str:
        known = text in words.canonical if exact else words.find(text) is not None
        if not known:
            raise PydanticCustomError(EXPECTED, "{expected}", {"expected": words.expected})
        return text

    schema = word_schema(name, words.canonical, words.meanings)
    if exact:
        schema = {"enum": list(words.canonical)}
    return AfterValidator(check), WithJsonSchema(schema)


def _literal(expected: str, schema: dict[str, Any], *texts: str) -> tuple[Any, ...]:
    """Return what makes a type of text exactly one of ``texts``."""

    def check(value: object) -> object:
        if value not in texts:
            raise PydanticCustomError(EXPECTED, "{expected}", {"expected": expected})
        return value

    return BeforeValidator(check), WithJsonSchema(schema)


def _number(expected: str) -> tuple[AfterValidator, WithJsonSchema]:
    """Return what makes a type of text a whole number that is not negative."""

    def check(text: str) -> str:
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
            raise PydanticCustomError(EXPECTED, "{expected}", {"expected": expected})
        return text

    whole = {"type": "integer", "minimum": 0, "exclusiveMaximum": 10**_DIGITS}
    text = {"type": "string", "pattern": f"^[0-9]{{1,{_DIGITS}}}$"}
    return AfterValidator(check), WithJsonSchema({"oneOf": [whole, text]})


# A quoted scalar is the same text, so the JSON Schema takes both; it offers the plain one.
Version = Annotated[str, *_literal("`1`, the only format version", {"enum": [1, "1"]}, "1")]
Boolean = Annotated[
    str,
    *_literal("`true` or `false`", {"enum": [True, False, "true", "false"]}, "true", "false"),
]
LeaderSetting = Annotated[
    str,
    *_literal(
        "`true` or `false` (`denied` is kept from before 2020.1 and has no effect)",
        {"enum": [True, False, "denied", "true", "false"]},
        *("true", "false", "denied"),
    ),
]
VerdictWord = Annotated[
    str,
    *_literal("`allowed` or `denied`", {"enum": ["allowed", "denied"]}, *("allowed", "denied")),
]
Count = Annotated[str, *_number("a number, such as `2`")]
LockWord = Annotated[str, *_word("ContentPermissionsWord", LOCKS)]
DatabaseLockWord = Annotated[str, *_word("DatabasePermissionsWord", DATABASE_LOCKS)]
AuthenticationWord = Annotated[str, *_word("Authentication", AUTHENTICATIONS)]
TabsWord = Annotated[str, *_word("Tabs", TABS)]
ExternalWord = Annotated[str, *_word("ExternalAuthorization", EXTERNAL_AUTHORIZATIONS)]
# These three are read afterwards, where positions and the content type are at hand. The JSON
# Schema knows the words already, so that an editor can offer them.
RoleName = Annotated[
    str,
    WithJsonSchema(
        word_schema(
            "SiteRole",
            [role.name for role in SITE_ROLES],
            [
                *(role.rest_name for role in SITE_ROLES),
                *(role.name for role in SITE_ROLES),
                *(role.name for role in LEGACY_SITE_ROLES),
            ],
            ignored="()",
        )
    ),
]
TemplateName = Annotated[
    str,
    WithJsonSchema(
        word_schema(
            "Template",
            list(dict.fromkeys(name for templates in TEMPLATES.values() for name in templates)),
            [name for kind in CATALOG for name in template_spellings(kind)],
        )
    ),
]
CapabilityName = Annotated[
    str,
    WithJsonSchema(
        word_schema(
            "Capability",
            list(dict.fromkeys(it.key for one in CATALOG.values() for it in one.capabilities)),
            [
                spelling
                for one in CATALOG.values()
                for it in one.capabilities
                for spelling in (it.key, it.label, it.rest_name, *it.aliases)
            ],
        )
    ),
]


def optional(description: str) -> Any:  # noqa: ANN401 - stands for a value of any type
    """Return what makes a key one that may be left out, though not be empty."""
    return Field(None, description=description)
