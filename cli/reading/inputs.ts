import type { Readable } from 'node:stream';
import type { Problem } from '../../lambda/adapters/trail-files/trail-files';

/** A file to read. */
export interface NamedFile {
  path: string;
  /** What people know it by, if that is not its path. */
  name?: string;
}

/** A file that may have to be brought here first. */
export interface Input {
  name: string;
  /** Bytes, as it lies there. */
  size?: number;
  /** @returns where it lies on this machine. @throws with what a person needs to mend it. */
  bring: () => Promise<string>;
  /** It has been read. */
  release?: (path: string) => void;
}

/** What can be read only once. */
export interface Stream {
  name: string;
  open: () => Readable;
}

/** All that is to be read, and what was found beside it. */
export interface Inputs {
  /** On this machine, sorted, each once. */
  files: NamedFile[];
  elsewhere: Input[];
  streams: Stream[];
  /** Files whose suffix is not a trail's. */
  foreign: number;
  /** What lies outside of what is wanted, as its path says. */
  notOpened: NotOpened;
  problems: Problem[];
  /** What else people should know of it, a line each. */
  notes: string[];
}

export interface NotOpened {
  files: number;
  folders: number;
}

export function inputs(some: Partial<Inputs>): Inputs {
  return {
    files: [],
    elsewhere: [],
    streams: [],
    foreign: 0,
    notOpened: { files: 0, folders: 0 },
    problems: [],
    notes: [],
    ...some,
  };
}

export function together(all: readonly Inputs[]): Inputs {
  return {
    files: all.flatMap(({ files }) => files),
    elsewhere: all.flatMap(({ elsewhere }) => elsewhere),
    streams: all.flatMap(({ streams }) => streams),
    foreign: all.reduce((sum, { foreign }) => sum + foreign, 0),
    notOpened: {
      files: all.reduce((sum, { notOpened }) => sum + notOpened.files, 0),
      folders: all.reduce((sum, { notOpened }) => sum + notOpened.folders, 0),
    },
    problems: all.flatMap(({ problems }) => problems),
    notes: all.flatMap(({ notes }) => notes),
  };
}
