import { account, consoleLogin, home } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

/** As AWS's samples before July 2025 have it: the account stands where the principal's id would. */
function verification(minute: number, outcome: 'Success' | 'Failure', user: object, attempt: string): object {
  return consoleLogin({
    minute,
    from: home,
    patch: {
      eventName: 'CredentialVerification',
      eventType: 'AwsServiceEvent',
      eventID: `7d1f0c11-CredentialVerification-${minute}`,
      userIdentity: { type: 'Unknown', principalId: account, arn: '', accountId: account, accessKeyId: '', ...user },
      responseElements: null,
      additionalEventData: { AuthWorkflowID: attempt, CredentialType: 'TOTP' },
      serviceEventDetails: { CredentialVerification: outcome },
    },
  });
}

const colleagues = [
  { userName: 'alice' },
  { userName: 'bob', onBehalfOf: { userId: 'a4b8c4d8-1061-7000-bbbb-111122223333' } },
  { onBehalfOf: { userId: 'a4b8c4d8-1061-7000-cccc-111122223333' } },
  {},
  {},
];

/** Called otherwise meanwhile, and the same person. */
const mallory = (userName: string): object => ({
  userName,
  onBehalfOf: { userId: 'a4b8c4d8-1061-7000-dddd-111122223333' },
});

export const scenario: Scenario = {
  story:
    'In one office five colleagues mistype the code of their authenticator app once and then sign in to the access portal; two of them the records do not name. Somebody mistypes three times.',
  records: [
    ...colleagues.flatMap((user, index) => [
      verification(2 * index, 'Failure', user, `f00d${index}`),
      verification(2 * index + 1, 'Success', user, `f00d${index}`),
    ]),
    ...['mallory', 'mallory', 'm.smith'].map((name, index) =>
      verification(20 + index, 'Failure', mallory(name), `beef${index}`),
    ),
  ],
  expect: [{ detection: 'repeated-mfa-failures', severity: 'medium', target: 'm.smith', events: 3 }],
};
