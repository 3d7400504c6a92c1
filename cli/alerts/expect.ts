import { expectedActs, type Expectation, type ExpectedAct } from '../../lambda/alerts/expectation';
import { longestExpectation } from '../../lambda/engine/answers/request';
import { isSameName } from '../../lambda/events/text';
import { regionOf, type HomeOptions } from '../deployment/home';
import { respond, respondAs, writeMessage } from './respond';
import { quoted, second, shown } from '../terminal/shown';
import { write, type Terminal } from '../terminal/terminal';
import { UsageError } from '../usage-error';

export interface ExpectOptions extends HomeOptions {
  addsDevice?: boolean;
  resyncsDevice?: boolean;
  for?: string;
  reason?: string;
  account?: string;
  byActor?: string;
  list?: boolean;
  cancel?: string;
}

const example = 'such as: npm start -- expect alice --adds-device --for 2h --reason "new phone"';

/** Announces a change, takes that back, or lists what is announced. */
export async function runExpect(user: string | undefined, options: ExpectOptions, terminal: Terminal): Promise<number> {
  const { list = false, cancel } = options;
  mustBeOne([
    ...(user === undefined ? [] : [`<user> (${user})`]),
    ...(list ? ['--list'] : []),
    ...(cancel === undefined ? [] : ['--cancel']),
  ]);
  const announcement = user === undefined ? undefined : announced(user, options);
  const region = regionOf(options, terminal.env);
  if (list) return await showAnnounced(region, terminal);
  const request = announcement ?? ({ action: 'cancel', expectation: cancel ?? '' } as const);
  await writeMessage(terminal.stdout, await respondAs((by) => ({ ...request, by }), region));
  return 0;
}

/** @param given what the caller wants, each by its name. */
function mustBeOne(given: readonly string[]): void {
  if (given.length === 1) return;
  const conflict = given.length === 0 ? '' : `${given.join(' and ')} cannot be used together: `;
  throw new UsageError(
    `${conflict}expected one of: <user>, whose change you announce; --list; --cancel <id>\n${example}`,
  );
}

function announced(user: string, options: ExpectOptions) {
  const { reason, account, byActor: actor } = options;
  const given: Record<ExpectedAct, boolean | undefined> = {
    'adds-device': options.addsDevice,
    'resyncs-device': options.resyncsDevice,
  };
  const acts = Object.keys(expectedActs) as ExpectedAct[];
  const act = acts.find((one) => given[one] === true);
  if (act === undefined || options.for === undefined || reason === undefined) {
    const missing = [
      ...(act === undefined ? [`${acts.map((one) => `--${one}`).join(' or ')}: what ${actor ?? user} does`] : []),
      ...(options.for === undefined ? ['--for: how long from now, such as 2h'] : []),
      ...(reason === undefined ? ['--reason: why, for whoever sees the alert'] : []),
    ];
    throw new UsageError([...missing.map((one) => `expected ${one}`), example].join('\n'));
  }
  return { action: 'expect', user, act, minutes: minutesOf(options.for), reason, account, actor } as const;
}

function minutesOf(text: string): number {
  const [, amount, unit] = /^(\d{1,4})(m|h)$/.exec(text) ?? [];
  const minutes = Number(amount) * (unit === 'h' ? 60 : 1);
  if (minutes >= 1 && minutes <= longestExpectation) return minutes;
  throw new UsageError(`--for "${text}": expected minutes or hours from now on, such as 30m or 2h, and at most 24h`);
}

async function showAnnounced(region: string, terminal: Terminal): Promise<number> {
  const reply = await respond({ action: 'expectations' }, region);
  const soonest = (reply.expectations ?? []).toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until));
  await write(terminal.stdout, soonest.map(lines).join(''));
  await writeMessage(terminal.stderr, reply);
  return 0;
}

/** What the actor does, and how the user follows. */
const acting: Readonly<Record<ExpectedAct, [act: string, whose: string]>> = {
  'adds-device': ['adds an MFA device', 'to'],
  'resyncs-device': ['resyncs an MFA device', 'of'],
};

function lines({ id, account, user, act, actor, reason, by, until }: Expectation): string {
  const [does, whose] = acting[act];
  const whom = isSameName(actor, user) ? '' : ` ${whose} ${shown(user)}`;
  return `${shown(id)}  until ${second(until)}
  ${shown(actor)} ${does}${whom}, account ${account}
  announced by ${shown(by)}: ${quoted(reason)}
`;
}
