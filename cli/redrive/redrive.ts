import { openDeadLetter, type DeadLetter } from '../../lambda/adapters/dead-letter';
import { named, printable, shorten } from '../../lambda/alerts/plain';
import { homeRegion, partitionOf } from '../../lambda/events/partition';
import { forwarderQueue } from '../../lambda/events/envelope';
import { openQueue, placeOf, type Place } from './dead-letter-queue';
import { openFunction, Stopped } from './detector-function';
import { mustBeRegion } from '../region';
import { write, type Terminal } from '../terminal/terminal';
import { UsageError } from '../usage-error';

export interface RedriveOptions {
  function: string;
  region?: string;
  unreadable?: boolean;
  dryRun?: boolean;
  /** A member account whose queue holds nothing but what CloudTrail wrote: somebody has looked. */
  trustAccount?: string;
}

/** Hands what lies in a dead-letter queue to the function again. @returns the exit code: 0, or 3 if something is left. */
export async function runRedrive(url: string, options: RedriveOptions, terminal: Terminal): Promise<number> {
  const place = placeOf(url);
  const arnRegion = /^arn:[\w-]+:lambda:([\w-]+):/.exec(options.function)?.[1];
  if (options.region !== undefined) mustBeRegion(options.region);
  const region = options.region ?? arnRegion ?? homeRegion(partitionOf(place.region));
  const dryRun = options.dryRun === true;
  const warning = warningOf(place, options);
  if (warning !== undefined && !dryRun) throw new UsageError(warning);
  if (warning !== undefined) await write(terminal.stderr, `mfa-watch: ${warning}\n`);
  const [queue, detector] = await Promise.all([openQueue(place), openFunction(options.function, region)]);
  const [seen, sent, payloads] = [new Set<string>(), new Set<string>(), new Set<string>()];
  /** Receipt handles of what is still in the queue. */
  const held = new Map<string, string>();
  let problems = 0;
  let deleted = 0;

  /** @returns why it is still there, if so. */
  const remove = async (id: string): Promise<string | undefined> => {
    const failure = await queue.remove(held.get(id) ?? '');
    if (failure === undefined) held.delete(id);
    else problems++;
    return failure;
  };
  const handOver = async (id: string, letter: DeadLetter): Promise<string> => {
    const { payload } = letter;
    const left = (why: string): string => {
      problems++;
      return dryRun ? `would be left: ${why}` : `left: ${why}`;
    };
    if (payload === undefined) return left(`unreadable: ${safe(letter.unreadable ?? '', 300)}`);
    if (letter.isMadeUpFor === true && letter.unreadable === undefined) {
      const failure = dryRun ? undefined : await remove(id);
      if (failure !== undefined) return `still in the queue: ${failure}`;
      deleted++;
      return `${dryRun ? 'would be ' : ''}deleted: mfa-watch sends itself the next one`;
    }
    const why = obstacle(letter, place, payloads, options) ?? (dryRun ? undefined : await detector.invoke(payload));
    if (why !== undefined) return left(why);
    sent.add(id);
    if (dryRun) return 'would be sent';
    payloads.add(payload);
    const failure = await remove(id);
    return failure === undefined ? 'sent' : `sent, but still in the queue: ${failure}`;
  };

  try {
    for (let batch = await queue.receive(); batch.length > 0; batch = await queue.receive()) {
      for (const { MessageId = '', ReceiptHandle = '' } of batch) held.set(MessageId, ReceiptHandle);
      for (const message of batch) {
        const { MessageId: id = '', ReceiptHandle: handle = '' } = message;
        // SQS may hand out a message again, even a deleted one.
        if (sent.has(id) && !dryRun && (await queue.remove(handle)) === undefined) held.delete(id);
        if (seen.has(id)) continue;
        seen.add(id);
        const letter = openDeadLetter(message);
        const outcome = await handOver(id, letter);
        await write(terminal.stdout, line(letter, dryRun, outcome));
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    problems++;
    await write(terminal.stderr, `mfa-watch: ${printable(error.message)}\n`);
  } finally {
    await queue.release([...held.values()]);
    if (seen.size > 0) await write(terminal.stderr, summary(seen.size, sent.size, deleted, dryRun));
    queue.close();
    detector.close();
  }
  if (seen.size === 0) await write(terminal.stderr, 'Nothing lies in the queue.\n');
  return problems > 0 ? 3 : 0;
}

/**
 * Whoever may write to a member's queue can make up records of that account, also such as take an alert back. Nothing here
 * can tell them from real ones, and a warning comes too late when all is sent a second later: so a person looks first.
 */
function warningOf({ account }: Place, { function: name, trustAccount }: RedriveOptions): string | undefined {
  const home = /^(?:arn:[\w-]+:lambda:[\w-]+:)?(\d{12}):function:/.exec(name)?.[1];
  if (home === undefined || home === account || trustAccount === account) return undefined;
  return `the queue is of account ${account}, the function of ${home}: whoever may write to that queue can make up records of ${account}.
Look at them with --dry-run, see that the organization's trail has the same under each event id, then add --trust-account ${account}`;
}

/** Why a message must not be sent, if so. */
function obstacle(
  { payload = '', unreadable, fromFunction, account }: DeadLetter,
  place: Place,
  payloads: ReadonlySet<string>,
  options: RedriveOptions,
): string | undefined {
  if (unreadable !== undefined && options.unreadable !== true)
    return `unreadable: ${safe(unreadable, 300)} (--unreadable sends it)`;
  // Whoever may write to a member's queue must not speak for other accounts.
  if (place.name === forwarderQueue && account !== place.account)
    return `it says account ${shown(account)}, expected ${place.account}, whose forwarder's queue this is`;
  if (fromFunction && payloads.has(payload))
    return "the same event was sent a moment ago; if it has failed again, the function's log says why";
  return undefined;
}

function line(letter: DeadLetter, dryRun: boolean, outcome: string): string {
  const { time, name, account, region, errorCode, eventId } = letter;
  const known = [time, name, account, region, errorCode ?? [], dryRun ? eventId : []].flat();
  return `${known.map((text) => shown(text)).join('  ')} → ${outcome}\n`;
}

function shown(text = 'unknown'): string {
  return named(safe(text, 100));
}

function safe(text: string, length: number): string {
  return shorten(printable(shorten(text, length)), length);
}

function summary(seen: number, sent: number, deleted: number, dryRun: boolean): string {
  const messages = seen === 1 ? '1 message' : `${seen} messages`;
  const left = seen - sent - deleted;
  const gone = deleted === 0 ? '' : `${deleted} deleted, `;
  if (dryRun) return `${messages}: ${sent} would be sent, ${gone}${left} left. Nothing was changed.\n`;
  return `${messages}: ${sent} sent, ${gone}${left} left in the queue.\n`;
}
