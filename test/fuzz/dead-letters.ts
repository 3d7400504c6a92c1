import { openDeadLetter } from '../../lambda/adapters/dead-letter';
import { mutatedBytes, samples } from './mutations';
import { must, target } from './target';

const event = {
  source: 'aws.iam',
  'detail-type': 'AWS API Call via CloudTrail',
  account: '111122223333',
  detail: samples[0],
};
const failed = { requestPayload: event, requestContext: { condition: 'RetriesExhausted' }, responsePayload: {} };
const originals = [event, failed].map((body) => Buffer.from(JSON.stringify(body)));

export const deadLetters = target('dead letters', 5, mutatedBytes(originals).map(String), (Body) => {
  const { payload, unreadable } = openDeadLetter({ Body });
  must(payload !== undefined || unreadable !== undefined, 'neither a payload nor why there is none');
});
