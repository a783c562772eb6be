"""The tables as schemas of Arrow and of Spark, made from their plain description."""

from typing import TYPE_CHECKING, cast

from onrecord.batch.tables import Table

if TYPE_CHECKING:
    import pyarrow

_DDL = {"string": "STRING", "int": "INT", "long": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN"}


def arrow_schema(table: Table) -> "pyarrow.Schema":
    """Return the schema of the files of a table. The day is no column: it is the name of their folder."""
    import pyarrow

    scalars = {
        "string": pyarrow.string(),
        "int": pyarrow.int32(),
        "long": pyarrow.int64(),
        "double": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }

    def arrow_type(kind: object) -> "pyarrow.DataType":
        if isinstance(kind, list):
            return pyarrow.list_(arrow_type(kind[0]))
        if isinstance(kind, dict):
            return pyarrow.struct([(name, arrow_type(inner)) for name, inner in kind.items()])
        return scalars[cast("str", kind)]

    return pyarrow.schema([(column.name, arrow_type(column.type)) for column in table.columns])


def spark_ddl(table: Table) -> str:
    """Return the schema of a table for `spark.read.schema(…)`, with the day as text at its end."""
    columns = ", ".join(f"`{column.name}` {ddl_type(column.type)}" for column in table.columns)
    return f"{columns}, `day` STRING"


def ddl_type(kind: object) -> str:
    """Return a type of a column as Spark and SQL write it: `ARRAY<STRING>`."""
    if isinstance(kind, list):
        return f"ARRAY<{ddl_type(kind[0])}>"
    if isinstance(kind, dict):
        inner = ", ".join(f"`{name}`: {ddl_type(one)}" for name, one in kind.items())
        return f"STRUCT<{inner}>"
    return _DDL[cast("str", kind)]
