import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { endpoint, stack } from './aws';
import { account } from './emulator';
import { eventually } from './eventually';
import { subscribedQueue } from './queue';

/** As CloudWatch does when a threshold is crossed, which the emulator does not look for. */
async function setState(alarm: string, state: 'ALARM' | 'OK'): Promise<void> {
  const input = { AlarmName: alarm, StateValue: state, StateReason: 'a test' };
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20261122/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=none`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ Action: 'SetAlarmState', Version: '2010-08-01', ...input }).toString(),
  });
  if (!answer.ok) throw new Error(`SetAlarmState answered ${answer.status}: ${await answer.text()}`);
}

const mailSchema = z.object({ Subject: z.string(), Message: z.string() });
const changeSchema = z.object({ AlarmName: z.string(), AlarmDescription: z.string(), NewStateValue: z.string() });

test.each(['mfa-watch-detect-errors', 'mfa-watch-dead-letters', 'mfa-watch-delivery-failed-alerts'])(
  '%s tells the guard when it begins and when it ends, with the part of operations.md that says what to do',
  async (alarm) => {
    const guard = await subscribedQueue(`guard-of-${alarm}`, stack.GuardTopicArn);
    const alerts = await subscribedQueue(`alerts-of-${alarm}`, stack.AlertTopicArn);
    for (const state of ['ALARM', 'OK'] as const) {
      await setState(alarm, state);
      await eventually(`the mail of ${state}`, () => guard.messages(`${state}: `));
    }
    const told = (await guard.messages(alarm)).map(({ body }) => mailSchema.parse(JSON.parse(body)));
    const changes = told.map(({ Message }) => changeSchema.parse(JSON.parse(Message)));
    expect(changes.map(({ NewStateValue }) => NewStateValue)).toEqual(['ALARM', 'OK']);
    for (const { AlarmDescription } of changes) expect(AlarmDescription).toContain('Runbook: docs/operations.md, "');
    expect(await alerts.messages(alarm)).toEqual([]);
  },
);
