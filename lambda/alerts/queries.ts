import { isIP } from 'node:net';
import { isOneOf, literal, relation, tableName } from '../config/athena-names';
import { iamName } from '../config/iam-name';
import { day } from '../time';
import type { Alert } from './alert';
import { utc } from './wording';

/** What else they did, as a query to paste; its values hold no quote and no backslash. */
export interface Query {
  purpose: string;
  lines: string[];
}

/** The same condition in both languages. */
interface Clue {
  athena: string;
  insights: string;
}

const around = day;
/** Addresses of a query: of a burst from everywhere, the first say enough. */
const mostAddresses = 5;
/** Of an alert about many users, the first show where to go on. */
const mostUsers = 20;
/** Not so of years before 0 and after 9999. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const keyId = /^[A-Z0-9]{16,128}$/;
const arn = /^arn:[\w-]{1,20}:(iam|sts)::\d{12}:[\w+=,.@/-]{1,600}$/;

/**
 * From 24 hours before the first event to 24 hours after the last: all that the actor's key and name, the addresses and
 * the target have to do with. Columns as in AWS's own `CREATE TABLE` for CloudTrail (Athena user guide).
 */
export function queries(alert: Alert, athenaTable: string): Query[] {
  const clues = cluesOf(alert);
  const [first, last] = [Date.parse(alert.firstSeen), Date.parse(alert.lastSeen)];
  if (clues.length === 0 || Number.isNaN(first) || Number.isNaN(last)) return [];
  const [from, to] = [iso(first - around), iso(last + around)];
  if (!moment.test(from) || !moment.test(to)) return [];
  const athena = clues.map((clue) => clue.athena);
  const insights = clues.map((clue) => clue.insights);
  return [
    ...(tableName.test(athenaTable) ? [inAthena(athena, athenaTable, from, to)] : []),
    inLogsInsights(insights, from, to),
  ];
}

function inAthena(conditions: readonly string[], source: string, start: string, end: string): Query {
  return {
    purpose:
      'What else they did in the 24 hours before and after, in Athena (add conditions on partitions if your table has any)',
    lines: [
      'SELECT eventtime, eventsource, eventname, errorcode, sourceipaddress,',
      '  useridentity.arn, useridentity.accesskeyid, requestparameters',
      `FROM ${relation(source)}`,
      `WHERE eventtime BETWEEN ${literal(start)} AND ${literal(end)}`,
      ...anyOf('  AND (', '    OR ', conditions),
      'ORDER BY eventtime',
    ],
  };
}

/** The time is not in the query: the console's own range holds, however the query reads. */
function inLogsInsights(conditions: readonly string[], start: string, end: string): Query {
  return {
    purpose: `The same in CloudWatch Logs Insights, where you set the time range: ${utc(start)} to ${utc(end)}`,
    lines: [
      'fields eventTime, eventSource, eventName, errorCode, sourceIPAddress, userIdentity.arn, userIdentity.accessKeyId',
      ...anyOf('| filter (', '  or ', conditions),
      '| sort eventTime asc',
      '| limit 1000',
    ],
  };
}

function anyOf(open: string, or: string, conditions: readonly string[]): string[] {
  return conditions.map(
    (condition, index) => `${index === 0 ? open : or}${condition}${index === conditions.length - 1 ? ')' : ''}`,
  );
}

function cluesOf({ account, actor, target, targets, addresses, events = [] }: Alert): Clue[] {
  const sources = addresses.length > 0 ? addresses : [actor.sourceIp ?? ''];
  const all = target.type === 'IAMUser' ? targets : [];
  // Of what is done to the whole account, others may be at it, too.
  const others = target.type === 'Account' ? events.flatMap((event) => event.actor ?? []) : [];
  const users = [
    ...[actor, target].flatMap(({ type, name = '' }) => (type === 'IAMUser' ? [name] : [])),
    ...all,
    ...others,
  ];
  return [
    ...clue('useridentity.accesskeyid', 'userIdentity.accessKeyId', matching([actor.accessKeyId], keyId)),
    ...clue('useridentity.arn', 'userIdentity.arn', matching([actor.arn], arn)),
    ...clue(
      'sourceipaddress',
      'sourceIPAddress',
      sources.filter((address) => isIP(address) !== 0).slice(0, mostAddresses),
    ),
    ...(/^\d{12}$/.test(account) ? ofUsers(account, matching(users, iamName).slice(0, mostUsers)) : []),
  ];
}

/** As who acts and as whom it is about. Other accounts may have users of these names, too. */
function ofUsers(account: string, names: readonly string[]): Clue[] {
  const who = clue('useridentity.username', 'userIdentity.userName', names);
  const whom = clue(`json_extract_scalar(requestparameters, '$.userName')`, 'requestParameters.userName', names);
  const either = [...who, ...whom];
  if (either.length === 0) return [];
  const athena = either.map((one) => one.athena).join(' OR ');
  const insights = either.map((one) => one.insights).join(' or ');
  return [
    {
      athena: `(recipientaccountid = ${literal(account)} AND (${athena}))`,
      insights: `(recipientAccountId = "${account}" and (${insights}))`,
    },
  ];
}

function clue(column: string, field: string, values: readonly string[]): Clue[] {
  const [first, ...others] = values;
  if (first === undefined) return [];
  const insights =
    others.length === 0 ? `${field} = "${first}"` : `${field} in [${values.map((value) => `"${value}"`).join(', ')}]`;
  return [{ athena: isOneOf(column, values), insights }];
}

function matching(values: readonly (string | undefined)[], allowed: RegExp): string[] {
  return [...new Set(values)].flatMap((value) => (value !== undefined && allowed.test(value) ? [value] : []));
}

/** Empty beyond what a date can be. */
function iso(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/\.\d+Z$/, 'Z');
}
