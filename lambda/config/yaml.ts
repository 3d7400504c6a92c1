import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** Keys and list positions from the top of a document. */
export type Path = readonly PropertyKey[];

/** Something to mend. `path` and `line` where they are known. */
export interface Problem {
  path?: Path;
  /** Counted from 1. */
  line?: number | undefined;
  text: string;
}

export interface YamlFile {
  /** Keys without a value are left out, so that a section whose lines are all commented out counts as absent. */
  value: unknown;
  problems: Problem[];
  /** The line of the deepest part of the path that is there. */
  lineOf: (path: Path) => number | undefined;
}

export function readYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (path: Path) => {
    const offset = offsetOf(document.contents, path);
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  const problems = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    text: `not valid YAML: ${message}`,
  }));
  if (problems.length > 0) return { value: undefined, problems, lineOf };
  try {
    return { value: withoutEmpty(document.toJS() ?? {}), problems, lineOf };
  } catch (error) {
    // An alias (*name) without its anchor shows only here.
    return { value: undefined, problems: [{ text: `not valid YAML: ${(error as Error).message}` }], lineOf };
  }
}

function offsetOf(start: unknown, path: Path): number | undefined {
  let node = start;
  let offset: number | undefined;
  for (const step of path) {
    const found: { at: unknown; next: unknown } | undefined = isMap(node)
      ? node.items
          .filter(({ key }) => isScalar(key) && String(key.value) === step)
          .map(({ key, value }) => ({ at: key, next: value }))[0]
      : isSeq(node)
        ? { at: node.items[Number(step)], next: node.items[Number(step)] }
        : undefined;
    if (!isNode(found?.at)) break;
    offset = found.at.range?.[0];
    node = found.next;
  }
  return offset;
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
