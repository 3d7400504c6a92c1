import * as z from 'zod/mini';
import { rank, severities, type Severity } from '../../detections/severity';
import { hash } from '../../events/text';
import type { Clock, Register, Registers } from '../ports';
import { hour, minute } from '../../time';

/** So long after the first message that is held back its summary is told, so that a burst makes one. */
const gathering = 5 * minute;
/** Longer than an invocation lives: whoever is told of a summary has written what belongs into it before it is made. */
const closing = minute;
const tries = 20;
/** One a destination and account. */
const mostKnown = 1000;

const gateSchema = z.object({
  /** What went through in the last hour. */
  passed: z.array(
    z.object({ name: z.string(), at: z.number(), severity: z.enum(severities), subject: z.optional(z.string()) }),
  ),
  /** When the last summary is or was due. */
  summaryAt: z.optional(z.number()),
});
type Gate = z.infer<typeof gateSchema>;

export interface Message {
  account: string;
  destination: string;
  /** The same for the same message, which then passes again. */
  name: string;
  severity: Severity;
  /** Whom it is about. */
  subject: string;
}

/**
 * Lets so many messages an hour through to one destination about one account; the rest is told in one summary. What is
 * more severe than all that went through is never held back, nor is the first critical alert of a user (up to twice as many
 * messages), so that no flood hides it.
 */
export class FloodGate {
  /** As a warm function knows them: a write that rests on what is out of date gives back what is there instead. */
  private readonly known = new Map<string, Register>();

  constructor(
    private readonly registers: Pick<Registers, 'write'>,
    private readonly clock: Clock,
    /** Messages an hour. */
    readonly limit: number,
  ) {}

  /** @returns undefined if the message may go, else when (ms) the summary is due that tells it. */
  async summaryDue(message: Message): Promise<number | undefined> {
    const register = `flood ${message.account} ${message.destination}`;
    let found = this.known.get(register) ?? { version: 0 };
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const parsed = gateSchema.safeParse(found.value);
      const { gate, due } = this.decide(parsed.success ? parsed.data : { passed: [] }, message);
      const instead = gate && (await this.registers.write(register, gate, found.version));
      if (instead === undefined) {
        this.remember(register, gate === undefined ? found : { value: gate, version: found.version + 1 });
        return due;
      }
      found = instead;
    }
    // Better a message too many than an event that waits for a retry.
    return undefined;
  }

  private remember(name: string, register: Register): void {
    if (this.known.size >= mostKnown) this.known.clear();
    this.known.set(name, register);
  }

  /** `gate` is absent where nothing changes. */
  private decide(before: Gate, { name, severity, subject }: Message): { gate?: Gate; due?: number } {
    const now = this.clock();
    const passed = before.passed.filter(({ at }) => at > now - hour);
    if (passed.some((one) => one.name === name)) return {};
    const isStrongest = passed.every((one) => rank(one.severity) < rank(severity));
    // Whoever can make one critical alert of a user of their own must not buy silence for the next one's.
    const isFirstCritical = severity === 'critical' && !passed.some((one) => one.subject === short(subject));
    if (passed.length < this.limit || isStrongest || (isFirstCritical && passed.length < 2 * this.limit))
      return { gate: { ...before, passed: [...passed, { name, at: now, severity, subject: short(subject) }] } };
    const { summaryAt } = before;
    if (summaryAt !== undefined && summaryAt > now + closing) return { due: summaryAt };
    const due = Math.max(now + gathering, (summaryAt ?? 0) + hour);
    return { gate: { passed, summaryAt: due }, due };
  }
}

/** Keys of subjects hold names that somebody chose; a register stays small. */
function short(subject: string): string {
  return hash(subject).slice(0, 8);
}

/** The notes of what a summary tells. */
export function summaryList({ account, destination }: Pick<Message, 'account' | 'destination'>, due: number): string {
  return `flood ${account} ${destination} ${due}`;
}
