import { iamName } from '../config/iam-name';
import { partitionOf, type Partition } from '../events/partition';
import type { Alert } from './alert';
import { isFailedSignIn } from './wording';

export interface Link {
  label: string;
  url: string;
}

/** Hosts, after the region and a dot. */
export const consoles: Readonly<Record<Partition, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** Where the reader looks next in the AWS console. */
export function consoleLinks(alert: Alert): Link[] {
  const region = /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(alert.region) ? alert.region : 'us-east-1';
  const host = `https://${region}.${consoles[partitionOf(region)]}`;
  const { target } = alert;
  const isOfOne = alert.targets.length < 2;
  const isNobody = isFailedSignIn(alert.actor);
  // The name that many sign-ins failed under last is no more than the last of them.
  const actor = isNobody && !isOfOne ? undefined : userNameInEventHistory(alert.actor);
  return [
    ...(isOfOne && target.type === 'IAMUser' && target.name !== undefined && iamName.test(target.name)
      ? [
          {
            label: "The target's devices and keys in IAM",
            url: `${host}/iam/home#/users/details/${encodeURIComponent(target.name)}?section=security_credentials`,
          },
        ]
      : []),
    ...(actor === undefined
      ? []
      : [
          {
            label: isNobody
              ? 'What is recorded under that name (CloudTrail event history)'
              : 'What the actor did (CloudTrail event history)',
            url: `${host}/cloudtrailv2/home?region=${region}#/events?Username=${encodeURIComponent(actor)}`,
          },
        ]),
  ];
}

/** Event history files a role session under its session name. */
function userNameInEventHistory({ name }: Alert['actor']): string | undefined {
  const last = name?.split('/').at(-1);
  return last !== undefined && iamName.test(last) ? last : undefined;
}
