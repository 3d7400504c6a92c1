import { createInterface } from 'node:readline/promises';
import { printable } from '../../lambda/alerts/plain';
import { write, type Terminal } from '../terminal';
import { UsageError } from '../usage-error';

/** Asks the person at the keyboard whether to go on. @throws UsageError if there is none, or the answer is not yes. */
export async function consent(what: string, { stdin, stderr }: Terminal): Promise<void> {
  const input = stdin?.();
  if (input?.isTTY !== true) throw new UsageError(`${what}\nNothing was fetched: --yes agrees to it`);
  await write(stderr, `${printable(what)}\n`);
  const dialogue = createInterface({ input, output: stderr });
  try {
    const answer = await dialogue.question('Fetch them? [y/N] ');
    if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('nothing was fetched');
  } finally {
    dialogue.close();
  }
}
