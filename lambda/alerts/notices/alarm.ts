import { domainOf, partitionOf } from '../../events/partition';
import { asInYaml } from '../../config/telling';
import { forwarderQueue, undelivered, undoneAnswers } from '../../events/envelope';
import type { Medium } from '../medium';
import type { NoticeOf } from '../notice';
import { named, shorten } from '../plain';
import { accountOf, utc } from '../wording';
import type { Page, Words } from './page';

type Alarm = NoticeOf<'alarm'>;

export function alarm(notice: Alarm): Words {
  const { region, account, accountName = account, queue } = notice;
  if (queue !== undefined) return lost(notice, queue);
  const where = `${region} of ${named(shorten(accountName, 30))}`;
  return {
    title:
      notice.state === 'ALARM'
        ? `HIGH: mfa-watch misses events from ${where}`
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
  return {
    headline: `Events from ${region} of ${accountOf(notice, name)} do not reach mfa-watch: they wait in the dead-letter queue ${forwarderQueue} there (14 days).`,
    steps: [
      'Until this is mended, tampering with MFA there may go unnoticed: look in CloudTrail there yourself, for ConsoleLogin, CheckMfa and calls on MFA devices.',
      'Find out why they were refused, with the command below, and mend it: docs/operations.md, "Events of a region do not arrive".',
      `Then send them again: the same command without --dry-run. If ${account} is a member account, compare the event ids with the organization's trail first, then add --trust-account ${account}: docs/operations.md, "The dead-letter queue holds messages".`,
    ],
    blocks: [],
    command: {
      purpose: `What lies there, and why; changes nothing (with credentials for account ${account}; FUNCTION_ARN: output FunctionArn of the home stack)`,
      line: `npm start -- redrive ${urlOf(notice, forwarderQueue)} --function FUNCTION_ARN --dry-run`,
    },
    when: utc(notice.time),
  };
}

interface Lost {
  title: string;
  headline: string;
  steps: string[];
  /** Heading in docs/operations.md. */
  page: string;
}

/** What nothing sends again. @param queue in the home region of the function's own account. */
function lost(notice: Alarm, queue: string): Words {
  const { state, region, time } = notice;
  const { title, headline, steps, page } = queue === undoneAnswers ? ofAnswers : ofTool(queue);
  const isOver = state === 'OK';
  return {
    title: isOver ? `mfa-watch: the queue ${queue} is empty again` : `HIGH: ${title}`,
    thread: `alarm-${queue}`,
    page: () => ({
      headline: isOver
        ? `Nothing lies in the queue ${queue} any more: it was emptied, or the 14 days were over. Nothing was sent again.`
        : `${headline} in the queue ${queue} for 14 days.`,
      steps: isOver ? [] : [...steps, `Why, and how to empty the queue: docs/operations.md, "${page}".`],
      blocks: [],
      ...(!isOver && {
        command: {
          purpose: 'What lies there, and why (ten at most; it takes nothing away)',
          line: `aws sqs receive-message --region ${region} --queue-url ${urlOf(notice, queue)} --message-attribute-names All --max-number-of-messages 10 --visibility-timeout 0`,
        },
      }),
      when: utc(time),
    }),
  };
}

const ofAnswers: Lost = {
  title: 'an answer from Slack was not taken',
  headline: 'Somebody pressed a button under an alert, and the answer could not be taken: it lies',
  steps: [
    'The alert counts as unanswered: press again, or answer with the command under the alert. Which are open: "npm start -- alerts --open".',
  ],
  page: 'An answer was not taken',
};

function ofTool(queue: string): Lost {
  const tool = asInYaml(queue.slice(undelivered.length));
  return {
    title: `alerts for ${tool} could not be delivered`,
    headline: `Alerts for ${tool} (https in mfa-watch.yaml) could not be delivered: wrong key or URL? They lie`,
    steps: [
      'Who relies on that tool does not know of these alerts: look at them with "npm start -- alerts".',
      'Mend key or URL in mfa-watch.yaml, deploy, and send a drill: "npm start -- drill".',
    ],
    page: 'Alerts for a tool are not delivered',
  };
}

function urlOf({ region, account }: Alarm, queue: string): string {
  return `https://sqs.${region}.${domainOf(partitionOf(region))}/${account}/${queue}`;
}
