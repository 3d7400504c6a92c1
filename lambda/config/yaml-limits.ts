import { CST, isNode, isScalar, Lexer, LineCounter, Parser, visit, type Document } from 'yaml';
import type { Problem } from './problem';

/** Our own files have six levels. The library recurses, and some thousands of levels end the process (yaml 2.9). */
const maxDepth = 20;

/** The library looks through all anchors for each alias. */
const maxAliases = 50;

/** Told before the library builds its tree: its lexer and parser, which alone run here, do not recurse. */
export function beyondLimits(text: string): Problem | undefined {
  const lines = new LineCounter();
  const parser = new Parser(lines.addNewLine);
  let aliases = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    const at = parser.offset;
    Array.from(parser.next(lexeme));
    if (CST.tokenType(lexeme) === 'alias') aliases++;
    const what = parser.stack.length > maxDepth ? nested : aliases > maxAliases ? aliased : undefined;
    if (what !== undefined) return { line: lines.linePos(at).line, text: what };
  }
  return undefined;
}

const nested = `lists and maps lie more than ${maxDepth} deep in each other, expected at most 6 levels as in mfa-watch.yaml: look for a "[", "{" or "- " too many`;
const aliased = `more than ${maxAliases} aliases (*name) up to here, expected fewer: write the values out`;

/** The library would compare each key with each other one, and turn lists into names. */
export function unusableKeys(document: Document): { offset: number; text: string }[] {
  const problems: { offset: number; text: string }[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isNode(key)) continue;
        const offset = key.range?.[0] ?? 0;
        if (!isScalar(key)) problems.push({ offset, text: 'expected a name before the ":", got a list or map' });
        else if (seen.has(key.value)) problems.push({ offset, text: 'not valid YAML: Map keys must be unique' });
        else seen.add(key.value);
      }
    },
  });
  return problems;
}

/** Aliases inside of what they stand for: no end to write out. */
export function aliasesOfThemselves(document: Document): { offset: number; text: string }[] {
  const problems: { offset: number; text: string }[] = [];
  visit(document, {
    Alias: (_, { source, range }, path) => {
      if (!path.some((around) => 'anchor' in around && around.anchor === source)) return;
      const text = `*${source} stands inside of what it stands for (&${source}): write the value out`;
      problems.push({ offset: range?.[0] ?? 0, text });
    },
  });
  return problems;
}
