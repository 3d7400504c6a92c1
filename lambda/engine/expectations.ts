import * as z from 'zod/mini';
import { expectationSchema, expectedActs, type Expectation } from '../alerts/expectation';
import { actorArn } from '../config/exceptions';
import { rank } from '../detections/severity';
import { isSameName } from '../events/text';
import { millis, type TrailEvent } from '../events/trail-event';
import { day } from '../time';
import type { Registers } from './ports';
import type { Located } from './story';

const register = 'expectations';
const listSchema = z.array(expectationSchema);
/** Events may come late, and are judged as of their time. */
const keptFor = 3 * day;
/** What one register holds stays below DynamoDB's 400 KB, however long the texts are. */
export const mostExpectations = 80;
const tries = 20;

/** What is announced. */
export type Change = Pick<Expectation, 'account' | 'user' | 'act' | 'actor'>;

/** The announced changes, in one register. */
export class Expectations {
  constructor(private readonly registers: Registers) {}

  async all(): Promise<Expectation[]> {
    return (await this.read()).list;
  }

  /** Those that may still cover an event that comes late. */
  async kept(now: number): Promise<Expectation[]> {
    return (await this.all()).filter((one) => isKept(one, now));
  }

  /**
   * Forgets what is long over.
   *
   * @param change gets all that are there.
   */
  async write(now: number, change: (list: readonly Expectation[]) => Expectation[]): Promise<void> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const { list, version } = await this.read();
      const next = change(list.filter((one) => isKept(one, now)));
      if ((await this.registers.write(register, next, version)) === undefined) return;
    }
    throw new Error(`expected changes: ${tries} writes in a row met a newer version; try again`);
  }

  private async read(): Promise<{ list: Expectation[]; version: number }> {
    const { value = [], version } = await this.registers.read(register);
    const parsed = listSchema.safeParse(value);
    return { list: parsed.success ? parsed.data : [], version };
  }
}

/** Whether an announcement of the right person and time would lower it. */
export function canBeLowered({ detection, finding }: Located): boolean {
  return (
    detection.id !== 'detector-tampered' && rank(finding.severity) > rank('low') && finding.events.every(canBeExpected)
  );
}

/** Lowers to low, and never below, what somebody has announced; says so. */
export function lowered(located: Located, expectations: readonly Expectation[]): Located {
  const { finding } = located;
  const expectation = canBeLowered(located) ? expectationFor(finding.events, expectations) : undefined;
  if (expectation === undefined) return located;
  const { reason, by, until, user } = expectation;
  const announced = `${by} had announced that ${user} would do this`;
  return {
    ...located,
    finding: { ...finding, severity: 'low', reasons: [...finding.reasons, announced] },
    expected: { reason, by, until },
  };
}

/** The first that covers every event. */
function expectationFor(events: readonly TrailEvent[], expectations: readonly Expectation[]): Expectation | undefined {
  return expectations.find((expectation) => events.every((event) => covers(expectation, event)));
}

/** Whoever holds a stolen long-term key may as well have heard of the new phone; and root is nobody's user. */
function canBeExpected({ source, target, actor: { credential, mfa, type } }: TrailEvent): boolean {
  return (
    source === 'iam.amazonaws.com' &&
    target.type === 'IAMUser' &&
    type !== 'Root' &&
    !(credential === 'long-term-key' && mfa === 'none')
  );
}

/** @param event one that can be expected. */
function covers({ account, user, act, actor, from, until }: Expectation, event: TrailEvent): boolean {
  const names: readonly string[] = expectedActs[act];
  return (
    event.account === account &&
    names.includes(event.name) &&
    isSameName(event.target.name, user) &&
    isActor(event, actor) &&
    millis(event) >= Date.parse(from) &&
    millis(event) < Date.parse(until)
  );
}

/** Whoever federates or assumes a role chooses the name: only of an IAM user a name alone says who it is. */
function isActor({ actor: { type, name, arn } }: TrailEvent, wanted: string): boolean {
  if (actorArn.test(wanted)) return isSameName(arn, wanted);
  return (type === 'IAMUser' || wanted.includes('/')) && isSameName(name, wanted);
}

/** Whether it is the same change, whoever announces it and for however long. */
export function isSameChange(a: Change, b: Change): boolean {
  return a.account === b.account && a.act === b.act && isSameName(a.user, b.user) && isSameName(a.actor, b.actor);
}

export function isInForce({ until }: Expectation, now: number): boolean {
  return Date.parse(until) > now;
}

function isKept({ until }: Expectation, now: number): boolean {
  return Date.parse(until) > now - keptFor;
}
