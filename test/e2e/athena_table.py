"""Makes a table of records that are flattened as Athena holds them: Parquet files, a folder for each partition.

Arguments: a file with a row of JSON a line; a JSON object of DuckDB's types by column; the columns that are partitions,
with commas; the folder to make.
"""

import json
import sys

import duckdb

rows, types, partitions, folder = sys.argv[1:]
columns = ", ".join(f"'{name}': '{kind}'" for name, kind in json.loads(types).items())
keys = ", ".join(f'"{name}"' for name in partitions.split(","))
duckdb.execute(
    f"COPY (SELECT * FROM read_json('{rows}', format = 'newline_delimited', columns = {{{columns}}}))"
    f" TO '{folder}' (FORMAT parquet, PARTITION_BY ({keys}))"
)
