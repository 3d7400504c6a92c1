import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml';
import type { Path, Problem } from './problem';
import { aliasesOfThemselves, beyondLimits, unusableKeys } from './yaml-limits';

export interface YamlFile {
  /** Keys without a value are left out, so that a section whose lines are all commented out counts as absent. */
  value: unknown;
  problems: Problem[];
  /** The line of the deepest part of the path that is there. */
  lineOf: (path: Path) => number | undefined;
}

export function readYaml(text: string): YamlFile {
  const beyond = beyondLimits(text);
  if (beyond !== undefined) return { value: undefined, problems: [beyond], lineOf: () => beyond.line };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const locate = locator(document.contents);
  const lineOf = (path: Path) => {
    const offset = locate(path);
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  const invalid = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    offset: pos[0],
    text: `not valid YAML: ${message}`,
  }));
  const found = invalid.length > 0 ? invalid : [...unusableKeys(document), ...aliasesOfThemselves(document)];
  const problems = found.map(({ offset, text }) => ({ line: lines.linePos(offset).line, text }));
  if (problems.length > 0) return { value: undefined, problems, lineOf };
  try {
    return { value: withoutEmpty(document.toJS() ?? {}), problems, lineOf };
  } catch (error) {
    // An alias (*name) without its anchor shows only here.
    return { value: undefined, problems: [{ text: `not valid YAML: ${(error as Error).message}` }], lineOf };
  }
}

/** Finds where the deepest part of a path begins that is there. Asked for each problem, so each map is gone through once. */
function locator(contents: unknown): (path: Path) => number | undefined {
  const known = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairsOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const pairs =
      known.get(map) ??
      new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])));
    known.set(map, pairs);
    return pairs;
  };
  const stepInto = (node: unknown, step: PropertyKey): { at: unknown; next: unknown } | undefined => {
    if (isSeq(node)) return { at: node.items[Number(step)], next: node.items[Number(step)] };
    const pair = isMap(node) ? pairsOf(node).get(String(step)) : undefined;
    return pair && { at: pair.key, next: pair.value };
  };
  return (path) => {
    let node = contents;
    let offset: number | undefined;
    for (const step of path) {
      const found = stepInto(node, step);
      if (!isNode(found?.at)) break;
      offset = found.at.range?.[0];
      node = found.next;
    }
    return offset;
  };
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutEmpty(inner)]),
  );
}
