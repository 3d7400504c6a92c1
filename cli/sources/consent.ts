import { printable } from '../../lambda/alerts/plain';
import { write, type Terminal } from '../terminal/terminal';
import { UsageError } from '../usage-error';

/** Asks the person at the keyboard whether to go on. @throws UsageError if there is none, or the answer is not yes. */
export async function consent(what: string, { confirm, stderr }: Terminal): Promise<void> {
  if (confirm === undefined) throw new UsageError(`${what}\nNothing was fetched: --yes agrees to it`);
  await write(stderr, `${printable(what)}\n`);
  if (!(await confirm('Fetch them?'))) throw new UsageError('nothing was fetched');
}
