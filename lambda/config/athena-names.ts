/** A table of Athena as people write it: `table` or `database.table`. */
export const tableName = /^[A-Za-z0-9_][\w-]*(\.[A-Za-z0-9_][\w-]*)?$/;

/** @param name that matches `tableName`. @returns it as a query names it. */
export function relation(name: string): string {
  return name.split('.').map(identifier).join('.');
}

/** Quoted where it must be, so that what is pasted looks as people would write it. */
export function identifier(name: string): string {
  return plain.test(name) ? name : quoted(name);
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const plain = /^[a-z_]\w*$/i;

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function isOneOf(expression: string, values: readonly string[]): string {
  const [first = '', ...others] = values.map(literal);
  return others.length === 0 ? `${expression} = ${first}` : `${expression} IN (${[first, ...others].join(', ')})`;
}
