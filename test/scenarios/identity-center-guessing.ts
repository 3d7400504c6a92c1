import { account, consoleLogin, elsewhere } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

function verification(minute: number, outcome: 'Success' | 'Failure', details: object): object {
  return consoleLogin({
    minute,
    from: elsewhere,
    patch: {
      eventName: 'CredentialVerification',
      eventType: 'AwsServiceEvent',
      eventID: `7d1f0c11-CredentialVerification-${minute}`,
      userIdentity: { type: 'IdentityCenterUser', accountId: account, userName: 'alice', principalId: 'a4b8c4d8-1061' },
      responseElements: null,
      additionalEventData: { AuthWorkflowID: 'f00d', ...details },
      serviceEventDetails: { CredentialVerification: outcome },
    },
  });
}

const app = { CredentialType: 'TOTP' };

export const scenario: Scenario = {
  story:
    'Alice’s Identity Center password is known, and six codes of her authenticator app are tried. WorkSpaces sign-ins with a smart card, which bear the same event names, are no part of it.',
  records: [
    verification(0, 'Success', { CredentialType: 'PASSWORD' }),
    ...[1, 2, 3, 4, 5, 6].map((minute) => verification(minute, 'Failure', app)),
    ...[7.1, 7.2, 7.3, 7.4, 7.5].map((minute) => verification(minute, 'Failure', { CredentialType: 'SMARTCARD' })),
  ],
  expect: [{ detection: 'repeated-mfa-failures', severity: 'high', target: 'alice', events: 6 }],
};
