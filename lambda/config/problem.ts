/** Keys and list positions from the top of a document. */
export type Path = readonly PropertyKey[];

/** Something to mend. `path` and `line` where they are known. */
export interface Problem {
  path?: Path;
  /** Counted from 1. */
  line?: number | undefined;
  text: string;
}
