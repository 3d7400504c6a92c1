import { expect, test } from '@jest/globals';
import { parseAuthorizationDetails } from '../../lambda/posture/authorization-details';
import { parseCredentialReport } from '../../lambda/posture/credential-report';
import { enrolmentOf } from '../../lambda/posture/enrolment';
import { parseVirtualDevices } from '../../lambda/posture/virtual-devices';
import { syntheticAccount } from './synthetic-account';

test('the made account is the same for a seed, all of it is read, and it has users of every kind', () => {
  const account = syntheticAccount(300);
  expect(syntheticAccount(300)).toEqual(account);
  expect(syntheticAccount(300, 'another')).not.toEqual(account);
  const parts = [
    parseAuthorizationDetails(account.details),
    parseCredentialReport(account.credentialReport),
    parseVirtualDevices(account.virtualDevices),
  ] as const;
  expect(parts.flatMap(({ unread }) => unread)).toEqual([]);
  const verdicts = new Set(parts[0].users?.map((user) => enrolmentOf(user).verdict));
  expect(verdicts).toEqual(new Set(['exposed', 'not decided', 'gains nothing', 'cannot enrol']));
});

test('users in any order get the same answers, whatever was remembered of others', () => {
  const { details } = syntheticAccount(120);
  const { users = [] } = parseAuthorizationDetails(details);
  const answers = new Map(users.map((user) => [user.name, enrolmentOf(user)]));
  for (const user of parseAuthorizationDetails(details).users?.toReversed() ?? [])
    expect(JSON.stringify(enrolmentOf(user))).toBe(JSON.stringify(answers.get(user.name)));
});
