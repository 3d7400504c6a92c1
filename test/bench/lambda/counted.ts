import { judging } from '../../../lambda/handlers/judging';
import { toEnvironment } from '../../../lambda/config/environment';
import { account } from '../../../lambda/events/samples';
import { kinds } from './kinds';
import { stubbedAws } from './stubbed-aws';

/** Names of calls, and how many there are of each. */
export type Calls = Readonly<Record<string, number>>;

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
};

/** @returns what each kind of event makes a warm function ask of AWS. */
export async function countedCalls(): Promise<Record<string, Calls>> {
  const counted: Record<string, Calls> = {};
  for (const name of Object.keys(kinds)) counted[name] = await callsOf(name);
  return counted;
}

async function callsOf(name: string): Promise<Calls> {
  const kind = kinds[name];
  if (kind === undefined) throw new Error(`no kind of event is called ${name}`);
  const aws = await stubbedAws();
  const before = { ...process.env };
  Object.assign(process.env, credentials, { AWS_ENDPOINT_URL: aws.endpoint });
  try {
    const newFunction = () => judging({ ...environment(kind.topics), ...process.env }).receiver;
    const first = newFunction();
    for (const [index, event] of (kind.before?.() ?? []).entries()) await first.receive(event, `before ${index}`);
    aws.taken();
    const measured = kind.isElsewhere === true ? newFunction() : first;
    await measured.receive(kind.event(), 'measured');
    const counts = new Map<string, number>();
    for (const call of aws.taken()) counts.set(call, (counts.get(call) ?? 0) + 1);
    return Object.fromEntries([...counts].sort());
  } finally {
    process.env = before;
    aws.close();
  }
}

/** What a function is told at deployment that tells so many topics. */
export function environment(topics = 1): Record<string, string> {
  const names = ['alerts', 'slack-security', 'slack-everything'].slice(0, topics);
  const destinations = names.map((name) => ({
    ...{ name, arn: `arn:aws:sns:us-east-1:${account}:${name}` },
    kind: name === 'alerts' ? ('alerts' as const) : ('chat' as const),
  }));
  return toEnvironment({
    ...{ account, destinations, table: 'memory', organization: null, accounts: {}, exceptions: [], detections: {} },
    routes: [
      { accounts: [], organizationalUnits: [], destinations: names.map((name) => ({ name, minSeverity: 'medium' })) },
    ],
    besides: [],
    posture: { summaryDay: 'monday', passwordGraceDays: 7 },
    pace: { quietMinutes: 60, floodLimit: 20, escalateAfterMinutes: 30 },
    hints: { athenaTable: 'cloudtrail_logs' },
    deadLetters: 'https://sqs.us-east-1.amazonaws.com/111122223333/dead',
    guard: `arn:aws:sns:us-east-1:${account}:guard`,
  });
}
