import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-enforcement-weakened';
import { account, iamCall } from '../../lambda/events/samples';
import { alertsOf } from '../engine/world';

/** What only IAM tells: the texts of policies that were written long ago. */
const force = `arn:aws:iam::${account}:policy/ForceMFA`;
const other = `arn:aws:iam::${account}:policy/DemandMFA`;
const managed = (name: string, minute: number, policyArn: string, holder: object = { userName: 'alice' }) =>
  iamCall(name, { ...holder, policyArn }, { minute, by: 'mallory' });
const told = async (...records: object[]) =>
  (await alertsOf(records, { only: detection, policiesWithMfa: [force, other] })).map(({ severity, title, target }) => [
    severity,
    title,
    target,
  ]);

it('is high for a policy of which IAM has a version that demands MFA', async () => {
  expect(await told(managed('DetachUserPolicy', 0, force))).toEqual([
    ['high', 'mallory detached the policy ForceMFA from user alice', { type: 'IAMUser', name: 'alice' }],
  ]);
  expect(await told(managed('DetachRolePolicy', 0, force, { roleName: 'Admin' }))).toEqual([
    ['high', 'mallory detached the policy ForceMFA from role Admin', { type: 'Account' }],
  ]);
});

it('is silent for a policy of which IAM has none', async () => {
  expect(await told(managed('DetachUserPolicy', 0, `${force}Not`))).toEqual([]);
});

it.each([
  ['after', 1, 2],
  ['before', 2, 1],
])('is medium when the user gets another policy that demands MFA, %s', async (_, detached, attached) => {
  const records = [managed('DetachUserPolicy', detached, force), managed('AttachUserPolicy', attached, other)];
  expect(await told(...records)).toMatchObject([['medium', expect.stringContaining('ForceMFA'), {}]]);
});

it('stays high when the other policy does not demand MFA, or comes later', async () => {
  const lost = managed('DetachUserPolicy', 0, force);
  expect(await told(lost, managed('AttachUserPolicy', 1, `${force}Not`))).toMatchObject([['high', {}, {}]]);
  expect(await told(lost, managed('AttachUserPolicy', 6, other))).toMatchObject([['high', {}, {}]]);
});

it('is low for a leaver, in whatever order the events come', async () => {
  const records = [
    managed('DetachUserPolicy', 0, force),
    managed('DetachUserPolicy', 1, other),
    iamCall('DeleteUser', { userName: 'Alice' }, { minute: 2 }),
  ];
  expect(await told(...records)).toMatchObject([['low', {}, {}]]);
  expect(await told(...records.reverse())).toMatchObject([['low', {}, {}]]);
});

it('makes one alert of what happens to one policy in one go', async () => {
  const records = ['Developers', 'Operators', 'Admins'].map((groupName, minute) =>
    iamCall('DetachGroupPolicy', { groupName, policyArn: force }, { minute }),
  );
  const alerts = await told(...records, iamCall('DeletePolicy', { policyArn: force }, { minute: 4 }));
  expect(alerts).toMatchObject([['high', {}, { type: 'Account' }]]);
});

it('explains nothing of what was done to this detector', async () => {
  const records = ['DetachRolePolicy', 'DeleteRole'].map((name, minute) =>
    iamCall(name, { roleName: 'mfa-watch-DetectRole-1A2B', ...(minute === 0 && { policyArn: force }) }, { minute }),
  );
  const alerts = await alertsOf(records, {
    only: detection,
    alongside: ['detector-tampered'],
    policiesWithMfa: [force],
  });
  expect(alerts).toMatchObject([{ severity: 'high', related: [expect.any(String)] }]);
});
