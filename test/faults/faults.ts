import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { IamDevices } from '../../lambda/adapters/devices/devices-iam';
import { MemberAccess } from '../../lambda/adapters/member-access';
import { account, consoleLogin } from '../../lambda/events/samples';
import { type Call, type Disturbance, Killed, minute, type Service, stillness } from './function';
import { attack, outcomeOf, type Play, swap } from './play';

export interface Fault {
  fault: string;
  where: string;
  /** It falls between SNS's acceptance and our mark: what was accepted there may be said again. */
  mayRepeat?: boolean;
  plays: readonly Play[];
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

/** The deployed look-up, with an IAM that answers so. */
function iamAnswers(name: string): Play {
  const iam = new IAMClient({ region: 'us-east-1' });
  iam.send = () => Promise.reject(named(name));
  const home = { account, partition: 'aws', organization: null };
  return {
    devices: new IamDevices(
      new MemberAccess(
        home,
        () => Promise.resolve(iam),
        () => Promise.resolve(new STSClient({ region: 'us-east-1' })),
        () => 0,
      ),
    ),
  };
}

const refusing =
  (fits: (call: Call) => boolean, error: string): Disturbance =>
  (call, effect) =>
    fits(call) ? Promise.reject(named(error)) : effect();

/** @returns whether the process dies before the call or after it has had its effect. */
const killing =
  (index: number, isAfter: boolean): Disturbance =>
  async (call, effect) => {
    if (call.index !== index) return effect();
    if (isAfter) await effect();
    throw new Killed();
  };

/** Lambda stops the function after 30 s; what was asked of the service by then, it may still do. */
const slow =
  (service: Service, time: number): Disturbance =>
  async (call, effect) => {
    if (call.service !== service || call.isMended) return effect();
    call.wait(time);
    const result = await effect();
    if (call.elapsed + time > 30_000) throw new Killed();
    return result;
  };

/** The others are told meanwhile, until Lambda stops the function. */
const hanging =
  (destination: string): Disturbance =>
  async (call, effect) => {
    if (call.destination !== destination || call.isMended) return effect();
    for (let turn = 0; turn < 5; turn += 1) await stillness();
    throw new Killed();
  };

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const throttledAt = (service: Service, index: number): Disturbance =>
  refusing((call) => call.service === service && call.ofService === index, 'ThrottlingException');
const permutations = <Item>(items: readonly Item[]): Item[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
const quiet = upTo(9_999).map((index) => consoleLogin({ by: `user-${index % 500}`, id: `-${index}` }));
const unreadable = [{ eventVersion: '9.0' }, {}, { eventName: 'EnableMFADevice', userIdentity: null }];

/** Every fault that can be shown in process. */
export async function faults(): Promise<Fault[]> {
  const { calls } = await outcomeOf({});
  const each = (make: (index: number) => Disturbance, count: number): Play[] =>
    upTo(count).map((index) => ({ disturb: make(index) }));
  const untilMended = (fits: (call: Call) => boolean, error: string): Play => ({
    disturb: refusing((call) => !call.isMended && fits(call), error),
  });
  return [
    { fault: 'IAM refuses', where: 'device look-up', plays: [iamAnswers('AccessDenied')] },
    { fault: 'IAM throttles', where: 'device look-up', plays: [iamAnswers('Throttling')] },
    { fault: 'IAM does not answer in time', where: 'device look-up', plays: [iamAnswers('TimeoutError')] },
    { fault: 'the user is deleted meanwhile', where: 'device look-up', plays: [iamAnswers('NoSuchEntityException')] },
    {
      fault: 'DynamoDB throttles once',
      where: 'each of its calls',
      mayRepeat: true,
      plays: each((index) => throttledAt('DynamoDB', index), calls.DynamoDB),
    },
    {
      fault: 'DynamoDB refuses until mended',
      where: 'events, alerts, reads of both, notes, registers, timers: one after the other',
      plays: ['timelines', 'dossiers', 'ledger', 'notebook', 'registers', 'timers'].map((port) =>
        untilMended((call) => call.port === port, 'InternalServerError'),
      ),
    },
    {
      fault: 'DynamoDB refuses until mended',
      where: 'all of its calls',
      plays: [untilMended(({ service }) => service === 'DynamoDB', 'AccessDeniedException')],
    },
    { fault: 'DynamoDB takes 4 s', where: 'all of its calls', plays: [{ disturb: slow('DynamoDB', 4_000) }] },
    {
      fault: 'SNS throttles once',
      where: 'each publish',
      plays: each((index) => throttledAt('SNS', index), calls.SNS),
    },
    {
      fault: 'SNS refuses until mended',
      where: 'all publishes',
      plays: [untilMended(({ service }) => service === 'SNS', 'KMSAccessDeniedException')],
    },
    { fault: 'SNS takes 4 s', where: 'all publishes', plays: [{ disturb: slow('SNS', 4_000) }] },
    {
      fault: 'SNS takes 20 s, and the function is stopped',
      where: 'all publishes',
      mayRepeat: true,
      plays: [{ disturb: slow('SNS', 20_000) }],
    },
    {
      fault: 'one destination never answers, and the function is stopped',
      where: 'the first publish',
      plays: [{ disturb: hanging('mail') }],
    },
    {
      fault: 'the process is killed',
      where: 'before each call',
      mayRepeat: true,
      plays: each((index) => killing(index, false), calls.all),
    },
    {
      fault: 'the process is killed',
      where: 'after each call',
      mayRepeat: true,
      plays: each((index) => killing(index, true), calls.all),
    },
    { fault: 'the same event twice', where: 'delivery', plays: [copies(2, false)] },
    { fault: 'the same event 100 times', where: 'delivery, one after the other', plays: [copies(100, false)] },
    { fault: 'the same event 100 times', where: 'delivery, at once', plays: [copies(100, true)] },
    {
      fault: 'events out of order',
      where: 'delivery, every order of four',
      plays: permutations(swap).map((delivered) => ({ story: swap, delivered })),
    },
    {
      fault: 'records that cannot be read',
      where: 'delivery, between others',
      plays: [{ story: swap, delivered: [...swap.slice(0, 2), ...unreadable, ...swap.slice(2)] }],
    },
    {
      fault: 'the clock is wrong by 10 minutes',
      where: 'the function, before and behind',
      plays: [10, -10].map((minutes) => ({ story: swap, skew: minutes * minute })),
    },
    {
      fault: '10,000 events at once',
      where: 'delivery, one of them an attack',
      plays: [{ delivered: [...quiet.slice(0, 5_000), ...attack, ...quiet.slice(5_000)], isAtOnce: true }],
    },
  ];
}

function copies(count: number, isAtOnce: boolean): Play {
  return { delivered: upTo(count).flatMap(() => attack), isAtOnce };
}
