import { domainOf, partitionOf } from '../../config/partition';
import { forwarderQueue } from '../../events/envelope';
import type { Medium } from '../medium';
import type { NoticeOf } from '../notice';
import { named, shorten } from '../plain';
import { accountOf, utc } from '../wording';
import type { Page, Words } from './page';

type Alarm = NoticeOf<'alarm'>;

export function alarm(notice: Alarm): Words {
  const { region, account, accountName = account } = notice;
  const where = `${region} of ${named(shorten(accountName, 30))}`;
  return {
    title:
      notice.state === 'ALARM'
        ? `mfa-watch: events from ${where} do not arrive`
        : `mfa-watch: no events from ${where} are waiting any more`,
    // That events arrive again is said under the message that they did not.
    thread: `alarm-${account}-${region}`,
    page: (medium) => (notice.state === 'ALARM' ? raised(notice, medium) : over(notice, medium)),
  };
}

function over(notice: Alarm, { name }: Medium): Page {
  return {
    headline: `No events from ${notice.region} of ${accountOf(notice, name)} are waiting any more: the dead-letter queue ${forwarderQueue} there is empty.`,
    steps: [
      'If nobody has sent them again, they were deleted or lay there for 14 days: look at CloudTrail there yourself.',
    ],
    blocks: [],
    when: utc(notice.time),
  };
}

function raised(notice: Alarm, { name }: Medium): Page {
  const { region, account } = notice;
  const url = `https://sqs.${region}.${domainOf(partitionOf(region))}/${account}/${forwarderQueue}`;
  return {
    headline: `Events from ${region} of ${accountOf(notice, name)} do not reach mfa-watch: they wait in the dead-letter queue ${forwarderQueue} there (14 days).`,
    steps: [
      'Until this is mended, tampering with MFA there may go unnoticed: look at CloudTrail there yourself.',
      'Find out why they were refused: docs/operations.md, "Events of a region do not arrive".',
      `Then send them again, with credentials for account ${account}.`,
    ],
    blocks: [],
    command: {
      purpose: 'Send them again (FUNCTION_ARN: output FunctionArn of the home stack)',
      line: `npm start -- redrive ${url} --function FUNCTION_ARN`,
    },
    when: utc(notice.time),
  };
}
