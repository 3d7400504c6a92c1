import type { StatementIn } from './policy-decision';
import type { Policy } from './policy';
import { isServiceControlPolicy } from './service-control-policies';

/**
 * Refuses enrolment to long-term keys alone, as their calls carry no `aws:MultiFactorAuthPresent`. With BoolIfExists "false"
 * it would refuse it to a new user at the console, too, who has no other way to a first device. A user who has a device
 * signs in to the console with it, so there a further one is added with MFA.
 */
const refusal = {
  Sid: 'NoEnrolmentWithLongTermKeys',
  Effect: 'Deny',
  Action: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'],
  Resource: '*',
  Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } },
};

export interface Correction {
  /** The policy to change; `new` for one to add. */
  policy: string;
  /** The whole corrected document. */
  document: object;
  /** Unified diff of the documents as JSON with two spaces. */
  diff: string;
}

/** @param enabling statements that let the key enable a device: the first policy that can be edited gets the correction. */
export function correctionOf(enabling: readonly StatementIn[]): Correction {
  const policy = enabling.map((one) => one.policy).find(isEditable);
  const before = policy?.document;
  if (policy === undefined || !isObject(before)) {
    const document = { Version: '2012-10-17', Statement: [refusal] };
    return { policy: 'new', document, diff: unifiedDiff('', pretty(document), '/dev/null', 'new policy of the user') };
  }
  const statements = 'Statement' in before ? [before.Statement].flat() : [];
  const document = { ...before, Statement: [...statements, refusal] };
  const wrapped = { ...before, Statement: statements };
  return { policy: policy.id, document, diff: unifiedDiff(pretty(wrapped), pretty(document), policy.id, policy.id) };
}

/** AWS's own policies cannot be changed, and those of the organization hold for more than this user. */
function isEditable(policy: Policy): boolean {
  return isObject(policy.document) && !/^arn:[^:]+:iam::aws:/.test(policy.id) && !isServiceControlPolicy(policy);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function pretty(document: object): string {
  return JSON.stringify(document, null, 2);
}

const context = 3;

/** Of two texts that differ in one place; three lines around it. */
function unifiedDiff(before: string, after: string, from: string, to: string): string {
  const [old, now] = [before, after].map((text) => (text === '' ? [] : text.split('\n'))) as [string[], string[]];
  const same = now.findIndex((line, index) => line !== old[index]);
  if (same === -1) return '';
  let kept = 0;
  while (kept < Math.min(old.length, now.length) - same && old.at(-1 - kept) === now.at(-1 - kept)) kept++;
  const start = Math.max(0, same - context);
  const tail = old.slice(old.length - kept, old.length - kept + context);
  const lines = [
    ...old.slice(start, same).map((line) => ` ${line}`),
    ...old.slice(same, old.length - kept).map((line) => `-${line}`),
    ...now.slice(same, now.length - kept).map((line) => `+${line}`),
    ...tail.map((line) => ` ${line}`),
  ];
  const span = (sign: '-' | '+') => {
    const count = lines.filter((line) => line.startsWith(sign) || line.startsWith(' ')).length;
    return `${sign}${count === 0 ? 0 : start + 1},${count}`;
  };
  return [`--- ${from}`, `+++ ${to}`, `@@ ${span('-')} ${span('+')} @@`, ...lines].join('\n');
}
