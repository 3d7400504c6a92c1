import type { NamedFile } from './inputs';

/** Files that several threads read: each takes the next that nobody has taken, so that none waits for another. */
export interface SharedFiles {
  files: readonly NamedFile[];
  /** One number, how many are taken, in memory that all threads see. */
  taken: Int32Array;
}

export function sharedFiles(files: readonly NamedFile[]): SharedFiles {
  return { files, taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

export function* takenFrom({ files, taken }: SharedFiles): Generator<NamedFile, undefined> {
  for (let file; (file = files[Atomics.add(taken, 0, 1)]) !== undefined;) yield file;
}
