import { columnNames, columns, isList, type Shape } from '../../../lambda/adapters/trail-files/columns';

/** A record as Athena holds it: what is no struct is text, and a struct has all its fields, in lower case. */
export function heldAs(record: object): Record<string, unknown> {
  const fields = record as Record<string, unknown>;
  return Object.fromEntries(columnNames.map((name) => [name.toLowerCase(), held(fields[name], columns[name])]));
}

/** A row of a result: structs have become JSON. */
export function rowOf(record: object): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(heldAs(record)).map(([name, value]) => [
      name,
      value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function held(value: unknown, shape: Shape): unknown {
  if (value === undefined || value === null) return null;
  if (typeof shape === 'string' && shape !== 'map') return typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value !== 'object') return null;
  if (shape === 'map') return value;
  if (isList(shape)) return Array.isArray(value) ? value.map((element) => held(element, shape[0])) : null;
  const fields = value as Record<string, unknown>;
  const inner = Object.entries(shape as Record<string, Shape>);
  return Object.fromEntries(inner.map(([name, its]) => [name.toLowerCase(), held(fields[name], its)]));
}
