import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { openEnvelope } from '../../lambda/events/envelope';
import { enableMfaDevice, iamCall } from '../../lambda/events/samples';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { deep, keys, listOf } from './shape';

/** Of the texts that an attacker words, in the fields where they stand. */
export const attackTexts = [
  'x',
  '/',
  ':',
  ' ',
  '\n',
  '\u202e',
  '😀',
  '<!channel>',
  'on resource: ',
  ':user/',
  'arn:aws:iam::',
  '%3a',
  '\\u0000',
  '://',
];
const hostile = (text: string): unknown => ({
  ...enableMfaDevice({ with: 'role', error: 'AccessDenied', message: `on resource: ${text}` }),
  ...{ userAgent: text, eventID: text, awsRegion: text, errorCode: text },
  userIdentity: {
    type: 'AssumedRole',
    arn: text,
    principalId: text,
    userName: text,
    sessionContext: { sessionIssuer: { arn: text } },
  },
  requestParameters: { userName: text, serialNumber: text },
});
const params = (requestParameters: unknown): unknown => ({ ...iamCall('PutUserPolicy', {}), requestParameters });
export const records: Record<string, (size: number) => unknown> = {
  ...Object.fromEntries(
    attackTexts.map((text) => [
      `${JSON.stringify(text)} again and again`,
      (size: number) => hostile(text.repeat(size)),
    ]),
  ),
  'a long policy': (size) => params({ userName: 'a', policyName: 'p', policyDocument: 'aws:multifactor'.repeat(size) }),
  'many parameters': (size) => params(JSON.parse(`{${keys(size)}}`)),
  'a long list': (size) => params({ list: listOf(size, String) }),
  'lists of lists': (size) => params({ list: listOf(size, () => [[]]) }),
  'nested lists': (size) => params(JSON.parse(deep(size))),
  'many fields': (size) => ({ ...enableMfaDevice(), ...(JSON.parse(`{${keys(size)}}`) as object) }),
};

const isWatched = watcher(detections);

export function readRecord(raw: unknown): void {
  isWatched(raw);
  parseTrailEvent(raw);
  openEnvelope({ source: 'aws.iam', account: '111122223333', detail: raw });
}
