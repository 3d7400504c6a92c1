import { nothing, type Call, type Fields } from './call';
import type { Setting } from './callers';

const roleArn = ({ draw, account }: Setting): string =>
  `arn:aws:iam::${account}:role/${draw.pick(['OrderIntake', 'ReportNightly', 'ReadOnlyAudit', 'DataLakeWriter', 'Deploy'])}`;
const credentials = ({ draw, account }: Setting): Fields => ({
  credentials: {
    accessKeyId: `ASIA${draw.code(16)}`,
    sessionToken: `IQoJb3JpZ2luX2VjE${draw.code(160)}`,
    expiration: 'Nov 20, 2026, 10:00:00 AM',
  },
  assumedRoleUser: {
    assumedRoleId: `AROAEXAMPLE000000001:${draw.hex(16)}`,
    arn: `arn:aws:sts::${account}:assumed-role/OrderIntake/${draw.hex(16)}`,
  },
});

/** Named like what the catalogue watches, inside of text: a search of bytes must not take it for the call itself. */
const policyText =
  '{"Version":"2012-10-17","Statement":[{"Sid":"NobodyTouchesMfa","Effect":"Deny","Action":["iam:DeactivateMFADevice","iam:EnableMFADevice"],"Resource":"*"}]}';

export const assumeRoleCalls: readonly Call[] = [
  {
    weight: 90,
    api: 'sts:AssumeRole',
    by: ['service'],
    request: (setting) => ({ roleArn: roleArn(setting), roleSessionName: setting.draw.hex(16) }),
    response: credentials,
    more: (setting) => ({
      resources: [{ accountId: setting.account, type: 'AWS::IAM::Role', ARN: roleArn(setting) }],
      sharedEventID: setting.draw.uuid(),
    }),
  },
  {
    weight: 40,
    api: 'sts:AssumeRole',
    by: ['program', 'terraform', 'key'],
    request: (setting) => ({
      roleArn: roleArn(setting),
      roleSessionName: `s-${setting.draw.hex(8)}`,
      durationSeconds: 3600,
    }),
    response: credentials,
  },
  {
    weight: 3,
    api: 'sts:AssumeRole',
    by: ['program', 'key'],
    refused: (setting) =>
      `User: arn:aws:iam::${setting.account}:user/svc-deploy is not authorized to perform: sts:AssumeRole on resource: ${roleArn(setting)}`,
    request: nothing,
  },
  {
    weight: 1,
    api: 'sts:AssumeRole',
    by: ['terraform'],
    request: (setting) => ({ roleArn: roleArn(setting), roleSessionName: 'scoped', policy: policyText }),
    response: credentials,
  },
];
