import { openDeadLetter, type DeadLetter } from '../../lambda/adapters/dead-letter';
import { named, printable, shorten } from '../../lambda/alerts/plain';
import { homeRegion, partitionOf } from '../../lambda/events/partition';
import { forwarderQueue } from '../../lambda/events/envelope';
import type { Message } from '@aws-sdk/client-sqs';
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
  const warning = warningOf(place, options);
  if (warning !== undefined && options.dryRun !== true) throw new UsageError(warning);
  if (warning !== undefined) await write(terminal.stderr, `mfa-watch: ${warning}\n`);
  const [queue, detector] = await Promise.all([openQueue(place), openFunction(options.function, region)]);
  const run = new Redrive(queue, detector, place, options);
  let isStopped = false;
  try {
    for (let batch = await queue.receive(); batch.length > 0; batch = await queue.receive()) {
      run.hold(batch);
      for (const message of batch) {
        const told = await run.take(message);
        if (told !== undefined) await write(terminal.stdout, told);
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    isStopped = true;
    await write(terminal.stderr, `mfa-watch: ${printable(error.message)}\n`);
  } finally {
    await queue.release(run.held);
    if (run.seen > 0) await write(terminal.stderr, run.summary());
    queue.close();
    detector.close();
  }
  if (run.seen === 0) await write(terminal.stderr, 'Nothing lies in the queue.\n');
  return isStopped || run.problems > 0 ? 3 : 0;
}

type Outcome = { does: 'left'; why: string } | { does: 'deleted' | 'sent'; payload: string };

/** One way through the queue: a dry run decides the same, and touches nothing. */
class Redrive {
  problems = 0;
  private deleted = 0;
  private readonly met = new Set<string>();
  private readonly sent = new Set<string>();
  private readonly payloads = new Set<string>();
  /** Receipt handles of what is still in the queue, by message. */
  private readonly handles = new Map<string, string>();

  constructor(
    private readonly queue: Pick<Awaited<ReturnType<typeof openQueue>>, 'remove'>,
    private readonly detector: Pick<Awaited<ReturnType<typeof openFunction>>, 'invoke'>,
    private readonly place: Place,
    private readonly options: RedriveOptions,
  ) {}

  get seen(): number {
    return this.met.size;
  }

  get held(): string[] {
    return [...this.handles.values()];
  }

  hold(batch: readonly Message[]): void {
    for (const { MessageId = '', ReceiptHandle = '' } of batch) this.handles.set(MessageId, ReceiptHandle);
  }

  /** @returns a line that says what came of it; undefined where it was said before. */
  async take(message: Message): Promise<string | undefined> {
    const { MessageId: id = '' } = message;
    // SQS may hand out a message again, even a deleted one.
    if (this.sent.has(id)) await this.remove(id);
    if (this.met.has(id)) return undefined;
    this.met.add(id);
    const letter = openDeadLetter(message);
    return line(letter, this.isDry, await this.handOver(id, letter));
  }

  summary(): string {
    const messages = this.seen === 1 ? '1 message' : `${this.seen} messages`;
    const left = this.seen - this.sent.size - this.deleted;
    const gone = this.deleted === 0 ? '' : `${this.deleted} deleted, `;
    if (this.isDry) return `${messages}: ${this.sent.size} would be sent, ${gone}${left} left. Nothing was changed.\n`;
    return `${messages}: ${this.sent.size} sent, ${gone}${left} left in the queue.\n`;
  }

  private get isDry(): boolean {
    return this.options.dryRun === true;
  }

  private async handOver(id: string, letter: DeadLetter): Promise<string> {
    const would = this.isDry ? 'would be ' : '';
    const outcome = this.outcomeOf(letter);
    const why = outcome.does === 'sent' && !this.isDry ? await this.detector.invoke(outcome.payload) : undefined;
    if (outcome.does === 'left' || why !== undefined) {
      this.problems += 1;
      return `${would}left: ${outcome.does === 'left' ? outcome.why : (why ?? '')}`;
    }
    if (outcome.does === 'sent') {
      this.sent.add(id);
      this.payloads.add(outcome.payload);
    }
    const failure = await this.remove(id);
    if (failure !== undefined) {
      this.problems += 1;
      return `${outcome.does === 'sent' ? 'sent, but ' : ''}still in the queue: ${failure}`;
    }
    if (outcome.does === 'sent') return `${would}sent`;
    this.deleted += 1;
    return `${would}deleted: mfa-watch sends itself the next one`;
  }

  private outcomeOf(letter: DeadLetter): Outcome {
    const { payload, unreadable } = letter;
    if (payload === undefined) return { does: 'left', why: `unreadable: ${safe(unreadable ?? '', 300)}` };
    if (letter.isMadeUpFor === true && unreadable === undefined) return { does: 'deleted', payload };
    const why = obstacle(letter, this.place, this.payloads, this.options);
    return why === undefined ? { does: 'sent', payload } : { does: 'left', why };
  }

  /** @returns why it is still there, if so. */
  private async remove(id: string): Promise<string | undefined> {
    if (this.isDry) return undefined;
    const failure = await this.queue.remove(this.handles.get(id) ?? '');
    if (failure === undefined) this.handles.delete(id);
    return failure;
  }
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
