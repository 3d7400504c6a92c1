import { nothing, type Call } from './call';

/** Of everything else. Some name in a text what the catalogue watches, and are not it. */
export const serviceCalls: readonly Call[] = [
  {
    weight: 25,
    api: 'secretsmanager:GetSecretValue',
    by: ['program'],
    request: ({ draw }) => ({ secretId: `prod/db-${draw.below(50)}` }),
  },
  {
    weight: 45,
    api: 'logs:CreateLogStream',
    by: ['program', 'cluster'],
    writes: true,
    request: ({ draw }) => ({
      logGroupName: '/aws/lambda/order-intake',
      logStreamName: `2026/11/20/[$LATEST]${draw.hex(32)}`,
    }),
  },
  {
    weight: 2,
    api: 'logs:StartQuery',
    by: ['program'],
    request: () => ({
      logGroupName: 'trail',
      queryString: 'fields @timestamp | filter eventName = "ConsoleLogin" or eventName = "DeactivateMFADevice"',
    }),
  },
  {
    weight: 20,
    api: 'dynamodb:DescribeTable',
    by: ['program', 'terraform'],
    request: ({ draw }) => ({ tableName: `orders-${draw.below(20)}` }),
  },
  {
    weight: 20,
    api: 'monitoring:DescribeAlarms',
    by: ['serviceRole', 'program'],
    request: ({ draw }) => ({ alarmNames: [`cpu-${draw.hex(8)}`], maxRecords: 50 }),
  },
  {
    weight: 15,
    api: 'rds:DescribeDBInstances',
    by: ['serviceRole', 'terraform'],
    request: ({ draw }) => ({ dBInstanceIdentifier: `db-${draw.below(30)}` }),
  },
  {
    weight: 15,
    api: 'iam:GetRole',
    by: ['terraform', 'serviceRole'],
    request: ({ draw }) => ({ roleName: `app-${draw.below(90)}` }),
  },
  {
    weight: 8,
    api: 'iam:ListMFADevices',
    by: ['serviceRole', 'program'],
    request: ({ draw }) => ({ userName: `user${draw.below(400)}` }),
  },
  { weight: 10, api: 'sts:GetCallerIdentity', by: ['terraform', 'key', 'program'], request: nothing },
  {
    weight: 8,
    api: 'health:DescribeEventAggregates',
    by: ['serviceRole'],
    request: () => ({ aggregateField: 'eventTypeCategory' }),
  },
  {
    weight: 3,
    api: 'cloudtrail:LookupEvents',
    by: ['program'],
    request: () => ({
      lookupAttributes: [{ attributeKey: 'EventName', attributeValue: 'EnableMFADevice' }],
      maxResults: 50,
    }),
  },
  {
    weight: 25,
    api: 'config:PutEvaluations',
    by: ['serviceRole'],
    writes: true,
    request: ({ draw }) => ({
      testMode: false,
      evaluations: Array.from({ length: 1 + draw.below(6) }, () => ({
        complianceResourceType: 'AWS::IAM::User',
        complianceResourceId: `AIDA${draw.code(17)}`,
        complianceType: draw.pick(['COMPLIANT', 'NON_COMPLIANT']),
        annotation: 'no sign-in (ConsoleLogin) without MFA',
      })),
      resultToken: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    }),
  },
];
