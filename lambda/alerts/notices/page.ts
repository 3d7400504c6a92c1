import type { Medium } from '../medium';

/** A notice in the order in which it is read. */
export interface Page {
  headline: string;
  steps: string[];
  /** Our own words above them. Lines that begin with a dash are entries of a list. */
  blocks: { heading: string; lines: string[] }[];
  /** One line for a POSIX shell. */
  command?: { purpose: string; line: string };
  when?: string;
}

export interface Words {
  /** For a mail's subject or a message's title: names are as they are. */
  title: string;
  /** Messages of the same thread are about the same thing. */
  thread: string;
  /** @param most entries of each list. */
  page: (medium: Medium, most: number) => Page;
}
