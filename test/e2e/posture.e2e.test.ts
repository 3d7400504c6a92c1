import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  PutUserPolicyCommand,
  type AccessKey,
} from '@aws-sdk/client-iam';
import { afterEach, expect, test } from '@jest/globals';
import * as z from 'zod';
import { enableMfaDevice } from '../../lambda/events/samples';
import { readBuckets, selfService } from '../../lambda/posture/samples';
import { iam, invoke, stack } from './aws';
import { account } from './emulator';
import { envelope, happening } from './envelopes';
import { heal, inject, publishes } from './interception';
import { enrol } from './people';

const day = 24 * 60 * 60_000;
const now = Date.now();
/** IAM keeps whole seconds: whoever is made at this moment is not of the future. */
const daysOn = (days: number): string => new Date(now + 60_000 + days * day).toISOString();
const mailSchema = z.object({ email: z.string() });

afterEach(heal);

/** Has the account looked at. */
async function look(time: string): Promise<void> {
  const event = { source: 'mfa-watch', 'detail-type': 'mfa-watch posture', account, time, detail: {} };
  await invoke(event, stack.PostureFunctionArn.split(':').at(-1));
}

/** A user with a key who may enrol a device with nothing but that, and for whom MFA opens something. */
async function exposed(UserName: string): Promise<AccessKey | undefined> {
  await enrol(UserName, []);
  for (const [PolicyName, document] of Object.entries({ selfService, readBuckets }))
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: JSON.stringify(document) }));
  return (await iam.send(new CreateAccessKeyCommand({ UserName }))).AccessKey;
}

/** Subject and text of the mails that hold the text, whose lines are as long as they come. A heartbeat, which may come between, is no JSON. */
async function mails(containing: string): Promise<{ subject: string; text: string }[]> {
  return (await publishes(''))
    .filter(({ topic, message }) => topic === stack.AlertTopicArn && message.startsWith('{'))
    .map(({ subject = '', message }) => {
      const { email } = mailSchema.parse(JSON.parse(message));
      return { subject, text: email.replace(/\s+/g, ' ') };
    })
    .filter(({ text }) => text.includes(containing));
}

let poppyKey: AccessKey | undefined;

test('the first look tells a summary, with the worst by name', async () => {
  poppyKey = await exposed('poppy');
  await look(daysOn(0));
  const [first, ...others] = await mails('for the first time');
  expect(others).toEqual([]);
  expect(first?.subject).toMatch(/^CRITICAL: \d+ exposures? \(1 critical, 1 high.* in .*, by a first look$/);
  expect(first?.text).toContain('CRITICAL: Root has no MFA device; root-without-mfa');
  expect(first?.text).toContain('HIGH: Whoever steals poppy’s access key can enrol an MFA device');
  expect(first?.text).toMatch(/HOW MANY OF EACH .*- self-enrolment: 1 high/);
});

test('a second look at the same tells nothing', async () => {
  const before = (await mails('last look')).length;
  await look(daysOn(0));
  expect(await mails('last look')).toHaveLength(before);
});

test('what is new and what is mended is told, once', async () => {
  await exposed('perry');
  await iam.send(new DeleteAccessKeyCommand({ UserName: 'poppy', AccessKeyId: poppyKey?.AccessKeyId }));
  await look(daysOn(0));
  await look(daysOn(0));
  const drifts = await mails('perry’s access key');
  expect(drifts).toHaveLength(1);
  const [drift] = drifts;
  expect(drift?.subject).toMatch(/^HIGH: .*Whoever steals perry's access key/);
  const isNew = 'NEW OR MORE SEVERE: .*HIGH: Whoever steals perry’s access key';
  const isMended = 'MENDED OR GONE: .*HIGH: Whoever steals poppy’s access key';
  expect(drift?.text).toMatch(new RegExp(`${isNew}.* ${isMended}.* WHAT MENDS THEM`));
});

test('what cannot be read is not mended', async () => {
  const before = (await mails('perry’s access key')).length;
  const error = { status: 403, code: 'AccessDenied', message: 'not authorized to perform: iam:GetCredentialReport' };
  await inject({ service: 'iam', action: 'GetCredentialReport', times: 1, error });
  await look(daysOn(0));
  expect(await mails('perry’s access key')).toHaveLength(before);
});

test('IAM that throttles is asked again', async () => {
  const error = { status: 400, code: 'Throttling', message: 'Rate exceeded' };
  await inject({ service: 'iam', action: 'GetAccountAuthorizationDetails', times: 3, error });
  await expect(look(daysOn(0))).resolves.toBeUndefined();
});

test('an enrolment for an exposed user is one step more severe, and says why', async () => {
  await enrol('percy', []);
  for (const user of ['perry', 'percy'])
    await invoke(envelope(enableMfaDevice({ by: user, with: 'long-term-key', ...happening(0) })));
  const alertOf = async (user: string) => (await mails(`${user} added an MFA device`))[0];
  const [open, other] = [await alertOf('perry'), await alertOf('percy')];
  expect(other?.subject).toMatch(/^MEDIUM: /);
  expect(open?.subject).toMatch(/^HIGH: /);
  expect(open?.text).toContain('one step more severe, as perry was open to this: Whoever steals perry’s access key');
  expect(other?.text).not.toContain('one step more severe');
});

test('once a week all that stands open is told, with its age', async () => {
  const monday = daysOn(7 + ((8 - new Date(now).getUTCDay()) % 7));
  await look(monday);
  const week = (await mails('In the last week')).at(-1);
  expect(week?.subject).toMatch(/^mfa-watch: \d+ exposures \(1 critical.*\) open in .*$/);
  expect(week?.text).toMatch(/Whoever steals perry’s access key.*?self-enrolment; since \d{4}-\d\d-\d\d \(\d+ days\)/);
});
