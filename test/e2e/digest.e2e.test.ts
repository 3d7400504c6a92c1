import { expect, test } from '@jest/globals';
import { consoleLogin } from '../../lambda/events/samples';
import { invoke, stack } from './aws';
import { account } from './emulator';
import { envelope, happening } from './envelopes';
import { publishes } from './interception';
import { enrol } from './people';

const day = 24 * 60 * 60_000;

test('what nobody was told of is in one digest the day after', async () => {
  await enrol('digby', []);
  await invoke(envelope(consoleLogin({ by: 'digby', mfaUsed: 'No', ...happening(0) })));
  expect(await publishes('digby')).toEqual([]);

  const tomorrow = new Date(Date.now() + day).toISOString();
  const morning = { source: 'mfa-watch', 'detail-type': 'mfa-watch digest', account, time: tomorrow, detail: {} };
  await invoke(morning);
  await invoke(morning);

  const told = (await publishes('digby')).filter(({ topic }) => topic === stack.AlertTopicArn);
  expect(told).toHaveLength(1);
  expect(told[0]?.subject).toMatch(/^mfa-watch digest of \d{4}-\d\d-\d\d: .*low/);
});
