import { openEnvelope } from '../../lambda/events/envelope';
import { mutated, samples } from './mutations';
import { must, target } from './target';

const around = (detail: unknown, source: string, type: string): object => ({
  source,
  'detail-type': type,
  account: '111122223333',
  region: 'us-east-1',
  time: '2026-11-20T09:00:00Z',
  detail,
});
const envelopesOf = [
  ...samples.map((record) =>
    around(record, `aws.${String(record['eventSource']).split('.')[0] ?? ''}`, 'AWS API Call via CloudTrail'),
  ),
  ...['sweep', 'digest', 'subscriptions', 'drill'].map((kind) => around({}, 'mfa-watch', `mfa-watch ${kind}`)),
  around(
    { alarmName: 'mfa-watch-answers-undone', state: { value: 'ALARM' } },
    'aws.cloudwatch',
    'CloudWatch Alarm State Change',
  ),
];

export const envelopes = target('envelopes', 30, mutated(envelopesOf), (raw) => {
  const opened = openEnvelope(raw);
  must(opened.ok || opened.problem !== '', 'a refused envelope without a reason');
});
