import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { enableMfaDevice } from '../../lambda/events/samples';
import { invoke, stack } from './aws';
import { account } from './emulator';
import { envelope, happening } from './envelopes';
import { heal, inject, publishes } from './interception';
import { enrol } from './people';

const reconcile = {
  source: 'mfa-watch',
  'detail-type': 'mfa-watch reconcile',
  account,
  detail: { regions: ['us-east-1'] },
};

/** A sweep asks for 63 names at two a second. Milliseconds. */
const twoSweeps = 150_000;

beforeAll(() => enrol('conrad', ['conrad-phone']));
afterEach(heal);

/** The emulator's event history knows nobody's calls but its own, so the proxy answers in its stead. */
async function inHistory(records: readonly Record<string, unknown>[]): Promise<void> {
  const Events = records.map((record) => ({
    EventId: record['eventID'],
    EventName: record['eventName'],
    EventTime: Date.parse(String(record['eventTime'])) / 1000,
    CloudTrailEvent: JSON.stringify(record),
  }));
  const asked = { service: 'cloudtrail', action: 'LookupEvents' };
  await inject({ ...asked, containing: 'EnableMFADevice', answer: { Events }, times: 1000 });
  await inject({ ...asked, answer: { Events: [] }, times: 1000 });
}

test(
  'what EventBridge has not delivered is told by the next sweep, once',
  async () => {
    const added = enableMfaDevice({ by: 'ramona', with: 'long-term-key', for: 'conrad', ...happening(-20 * 60) });
    await inHistory([added]);
    const told = async () => (await publishes('conrad')).filter(({ topic }) => topic === stack.AlertTopicArn);

    await invoke(reconcile, functionName());
    const first = (await told()).length;
    expect(first).toBeGreaterThan(0);

    await invoke(reconcile, functionName());
    await invoke(envelope(added));
    expect(await told()).toHaveLength(first);
  },
  twoSweeps,
);

function functionName(): string {
  return stack.ReconcileFunctionArn.split(':').at(-1) ?? '';
}
