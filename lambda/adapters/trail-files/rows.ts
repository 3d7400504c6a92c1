import type { Document } from './json-documents';
import { reasonOf } from '../reason';
import { type Column, columns, columnNames, isList, type Shape, type Struct } from './columns';

/** One row of a result, by the table's names of columns; what is NULL is absent. */
export type Row = Readonly<Record<string, string | undefined>>;

/** Structures that events are made of; from the others nothing is read, so that they may be as they are. */
const judged: readonly Column[] = ['userIdentity', 'addendum'];

/** @returns the CloudTrail record that the row was made of, of which only the order of fields may differ; or what cannot be read. */
export function recordOf(row: Row, at: string): Document {
  const record: Record<string, unknown> = {};
  for (const name of columnNames) {
    const text = row[name.toLowerCase()];
    if (text === undefined) continue;
    const cell = valueOf(text, name);
    if ('problem' in cell) return { at, ...cell };
    if (cell.value !== undefined) record[name] = cell.value;
  }
  return { at, value: record };
}

type Cell = { value: unknown } | { problem: string };

function valueOf(text: string, name: Column): Cell {
  const shape: Shape = columns[name];
  if (shape === 'text') return { value: text };
  if (shape === 'flag') return { value: text === 'true' ? true : text === 'false' ? false : text };
  if (shape === 'json') return parsed(text, name);
  if (!judged.includes(name)) {
    const cell = parsed(text, name);
    return 'problem' in cell ? { value: undefined } : { value: named(cell.value, shape) };
  }
  return structure(text, name, shape);
}

/** What Athena makes of a structure, `{type=IAMUser, …}`, has no quotes: a comma in a name cannot be told from one between two fields. */
function structure(text: string, name: Column, shape: Shape): Cell {
  const column = name.toLowerCase();
  const remedy = `query instead with json_format(CAST(${column} AS JSON)) AS ${column}, or in CloudTrail Lake with SELECT eventJson`;
  if (/^\s*\{\s*\w+=/.test(text))
    return { problem: `${column} is Athena's text of a structure, which cannot be read without loss; ${remedy}` };
  const cell = parsed(text, name);
  if ('problem' in cell) return cell;
  if (typeof cell.value !== 'object' || cell.value === null || Array.isArray(cell.value))
    return { problem: `${column} has no names of fields; ${remedy}` };
  return { value: named(cell.value, shape) };
}

/** CloudTrail writes other things than objects there, too, such as the text None; what begins as one and is none was cut off. */
function parsed(text: string, name: Column): Cell {
  if (!/^\s*[{[]/.test(text)) return { value: text };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `${name.toLowerCase()} is not JSON: ${reasonOf(error)}` };
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
