"""Writes the JSON schema of a class of OCSF, without its prose, to standard output.

pip install ocsf-json-schema==1.2.0   # carries the schema that schema.ocsf.io publishes (Apache-2.0)
python3 generate.py 2004 > detection-finding-1.6.0.json
python3 generate.py 2003 > compliance-finding-1.6.0.json
"""

import json
import sys

from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema


def without_prose(schema):
    if isinstance(schema, dict):
        prose = lambda key, value: key in ("title", "description") and isinstance(value, str)
        return {key: without_prose(value) for key, value in schema.items() if not prose(key, value)}
    return [without_prose(value) for value in schema] if isinstance(schema, list) else schema


ocsf = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.6.0"))
schema = ocsf.get_class_schema(class_name=ocsf.lookup_class_name_from_uid(class_uid=int(sys.argv[1])), profiles=["cloud"])
print(json.dumps(without_prose(schema), sort_keys=True, separators=(",", ":")))
