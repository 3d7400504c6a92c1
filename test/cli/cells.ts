/** RFC 4180, as strictly as a spreadsheet reads it. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.split('\n').slice(0, -1))
    rows.push(
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
  return rows;
}
