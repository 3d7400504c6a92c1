import * as z from 'zod/mini';
import type { NoticeOf, subscriptionChanges } from '../../alerts/notice';
import { hash } from '../../events/text';
import { eachForItself } from '../failures';
import type { Once } from '../once';
import type { Register, Registers } from '../ports';
import { type Notices, deployed } from '../telling/routing';

type Change = (typeof subscriptionChanges)[number];

/** A subscription of a topic, as SNS lists it. */
const subscriptionSchema = z.object({
  protocol: z.string(),
  endpoint: z.string(),
  isConfirmed: z.boolean(),
  /** What it filters by, and the policy; absent: none, or not confirmed yet. */
  filterPolicy: z.optional(z.string()),
  /** Whether only somebody with AWS credentials can end it; absent: not confirmed yet. */
  isProtected: z.optional(z.boolean()),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

/** Protocol of an event bus, which stands in place of its subscriptions. */
export const eventBus = 'event bus';

export interface Subscriptions {
  /** The topics that people or tools are subscribed to, by the name of the destination; an event bus stands for itself. */
  topics(): { destination: string; topicArn: string }[];
  /** Throws when SNS cannot be asked. */
  list(topicArn: string): Promise<Subscription[]>;
}

export interface SubscriptionWatchParts {
  /** The function's own account. */
  account: string;
  subscriptions: Subscriptions;
  registers: Registers;
  notices: Notices;
  once: Once;
}

/**
 * Compares the subscriptions of every topic with what they were a quarter of an hour before. A click on "unsubscribe" in a
 * mail needs no credentials, and CloudTrail does not record it. Who is subscribed besides reads every alert.
 */
export class SubscriptionWatch {
  constructor(private readonly parts: SubscriptionWatchParts) {}

  /** @param time ISO time of the schedule. @throws once all topics were tried, if one could not be asked or told of. */
  async run(time: string): Promise<void> {
    await eachForItself(
      this.parts.subscriptions.topics(),
      (topic) => this.compare(topic, time),
      (failed) => `subscriptions of ${failed} topics could not be looked at`,
    );
  }

  /** What was is remembered only once what has changed was told. */
  private async compare(
    { destination, topicArn }: { destination: string; topicArn: string },
    time: string,
  ): Promise<void> {
    const { account, subscriptions, registers, notices, once } = this.parts;
    const name = `subscriptions ${topicArn}`;
    const register = await registers.read(name);
    const now = await subscriptions.list(topicArn);
    const tell = async ({ subscription, change }: Changed): Promise<void> => {
      const { protocol, endpoint } = subscription;
      const notice: NoticeOf<'subscription'> = {
        ...{ schemaVersion: 1, kind: 'subscription', severity: 'high' },
        ...{ account, time, destination, topicArn, protocol, endpoint, change },
      };
      // A second schedule's event that finds the same change must not tell it again.
      const occasion = `subscription ${hash(JSON.stringify([topicArn, subscription, change, register.version]))}`;
      await once.tell(
        occasion,
        deployed(notices).map((told) => [told, notice] as const),
      );
    };
    await eachForItself(
      changes(knownIn(register), now),
      tell,
      (failed) => `${failed} changes of subscriptions could not be told`,
    );
    await registers.write(name, now, register.version);
  }
}

interface Changed {
  subscription: Subscription;
  change: Change;
}

/** Undefined: nobody has looked before. */
function knownIn({ value }: Register): Subscription[] | undefined {
  const parsed = z.array(subscriptionSchema).safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function changes(before: readonly Subscription[] | undefined, now: readonly Subscription[]): Changed[] {
  if (before === undefined) return [];
  const ended = before.flatMap((was) => {
    const change = changeOf(was, sameIn(now, was));
    return change === undefined ? [] : [{ subscription: was, change }];
  });
  // A bus stands for itself: nobody else can be beside it. That one that was pending is confirmed, is no news.
  const added = now.filter((one) => one.protocol !== eventBus && sameIn(before, one) === undefined);
  return [...ended, ...added.map((subscription): Changed => ({ subscription, change: 'added' }))];
}

function sameIn(some: readonly Subscription[], { protocol, endpoint }: Subscription): Subscription | undefined {
  return some.find((one) => one.protocol === protocol && one.endpoint === endpoint);
}

function changeOf(was: Subscription, is: Subscription | undefined): Change | undefined {
  if (is === undefined) return was.isConfirmed ? 'gone' : 'unconfirmed';
  if (was.isConfirmed && !is.isConfirmed) return 'confirmation-lost';
  return was.isConfirmed && was.filterPolicy !== is.filterPolicy ? 'filter-changed' : undefined;
}
