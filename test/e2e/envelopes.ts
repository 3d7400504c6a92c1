import { randomUUID } from 'node:crypto';

type Event = Record<string, unknown>;

/** Patch that makes a sample record one of its own, some seconds from now. */
export function happening(seconds: number): { patch: { eventTime: string; eventID: string } } {
  const eventTime = new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  return { patch: { eventTime, eventID: randomUUID() } };
}

/** The CloudTrail record as EventBridge delivers it. */
export function envelope(record: Event): Event {
  const service = String(record['eventSource']).split('.')[0] ?? '';
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': service === 'signin' ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: record['recipientAccountId'],
    time: record['eventTime'],
    region: record['awsRegion'],
    resources: [],
    detail: record,
  };
}
