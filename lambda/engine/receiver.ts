import { openEnvelope } from '../events/envelope';
import { parseTrailEvent } from '../events/trail-event';
import type { Pipeline } from './pipeline';
import type { DeadLetters, Journal } from './ports';

export interface ReceiverParts {
  /** The account whose events are expected. */
  account: string;
  real: Pipeline;
  drill: Pipeline;
  watched: (record: unknown) => boolean;
  deadLetters: DeadLetters;
  journal: Journal;
}

/**
 * Takes what EventBridge delivers. What cannot be read will never be readable, so it is kept for a person and not
 * retried; everything else either is handled or throws, and is then retried by Lambda.
 */
export class Receiver {
  constructor(private readonly parts: ReceiverParts) {}

  async receive(raw: unknown, attempt: string): Promise<void> {
    const { account, real, drill, watched, journal } = this.parts;
    const envelope = openEnvelope(raw);
    if (!envelope.ok) return this.setAside(raw, envelope.problem);
    if (envelope.account !== account)
      return this.setAside(raw, `from account ${envelope.account.slice(0, 20)}, expected ${account}`);
    const parsed = parseTrailEvent(recordOf(envelope));
    if (!parsed.ok) return this.setAside(raw, parsed.problem);
    if (!watched(envelope.record)) {
      journal.count('IgnoredEvents');
      return;
    }
    journal.count('Events');
    const { isNew, told } = await (envelope.drill ? drill : real).handle(parsed.event, attempt);
    if (!isNew) journal.count('DuplicateEvents');
    for (const alert of told) {
      if (alert.devices?.status === 'unknown') journal.count('UnknownInventories');
      journal.told(alert);
    }
  }

  private async setAside(raw: unknown, reason: string): Promise<void> {
    this.parts.journal.unreadable(reason);
    this.parts.journal.count('UnreadableEvents');
    await this.parts.deadLetters.keep(raw, reason);
  }
}

/** A drill's sender does not know its account; the bus does. */
function recordOf({ drill, record, account }: { drill: boolean; record: object; account: string }): unknown {
  return drill ? { ...record, recipientAccountId: account } : record;
}
