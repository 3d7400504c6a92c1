import { account, apiCall, byCloudFormation, elsewhere } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const mallory = { by: 'mallory', with: 'long-term-key', from: elsewhere } as const;
const rule = { name: 'mfa-watch-RulesIam1A2B-3C4D' };
const detect = `arn:aws:lambda:us-east-1:${account}:function:mfa-watch-DetectFunction1A2B-3C4D`;

export const scenario: Scenario = {
  story:
    'In the morning mfa-watch is deployed anew. At night somebody’s key stops the trail, disables a rule, and is refused when it wants to delete the table.',
  records: [
    apiCall('events', 'PutRule', rule, { ...byCloudFormation, minute: 0 }),
    apiCall('lambda', 'UpdateFunctionCode20150331v2', { functionName: detect }, { ...byCloudFormation, minute: 1 }),
    apiCall('cloudtrail', 'StopLogging', { name: 'management-events' }, { ...mallory, minute: 800 }),
    apiCall('events', 'DisableRule', rule, { ...mallory, minute: 802 }),
    apiCall(
      'dynamodb',
      'DeleteTable',
      {},
      {
        ...mallory,
        minute: 803,
        error: 'AccessDenied',
        resource: `arn:aws:dynamodb:us-east-1:${account}:table/mfa-watch-Memory1A2B-3C4D`,
      },
    ),
    apiCall('events', 'DisableRule', { name: 'nightly-report' }, { by: 'bob', with: 'role', minute: 810 }),
  ],
  expect: [
    { detection: 'detector-tampered', severity: 'low', target: 'Account', events: 2 },
    { detection: 'detector-tampered', severity: 'critical', target: 'Account', events: 3 },
  ],
};
