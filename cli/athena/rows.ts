import { columns, columnNames, isList, type Shape, type Struct } from './columns';

/** One row of a result, by the table's names of columns; what is NULL is absent. */
export type Row = Readonly<Record<string, string | undefined>>;

/** @returns the CloudTrail record that the row was made of; only the order of its fields may differ. */
export function recordOf(row: Row): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const name of columnNames) {
    const text = row[name.toLowerCase()];
    const value = text === undefined ? undefined : valueOf(text, columns[name]);
    if (value !== undefined) record[name] = value;
  }
  return record;
}

function valueOf(text: string, shape: Shape): unknown {
  if (shape === 'text') return text;
  if (shape === 'flag') return text === 'true' ? true : text === 'false' ? false : text;
  const value = parsed(text);
  return shape === 'json' ? value : named(value, shape);
}

/** CloudTrail writes other things than objects there, too, such as the text None. */
function parsed(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Hive keeps names of fields in lower case only, and a field for each that the record lacks. */
function named(value: unknown, shape: Shape | undefined): unknown {
  if (value === null) return undefined;
  if (shape === undefined || typeof shape === 'string' || typeof value !== 'object') return value;
  if (isList(shape)) return Array.isArray(value) ? value.map((element) => named(element, shape[0])) : value;
  return fieldsOf(value, shape);
}

function fieldsOf(value: object, shape: Struct): unknown {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  const fields = Object.entries(value).flatMap(([lower, inner]) => {
    const name = names.get(lower.toLowerCase()) ?? lower;
    const kept = named(inner, Object.hasOwn(shape, name) ? shape[name] : undefined);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
