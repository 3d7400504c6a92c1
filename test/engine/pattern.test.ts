import { describe, expect, it } from '@jest/globals';
import type { Watch } from '../../lambda/detections/detection';
import { concerned, rulesOf, watcher } from '../../lambda/engine/catalogue/pattern';
import { enableMfaDevice } from '../../lambda/events/samples';
import { quiet } from './located';
import { parse } from './world';

const watching = (...watches: Watch[]) => quiet({ watches });
const iam = 'iam.amazonaws.com';
const sts = 'sts.amazonaws.com';
const device = { 'requestParameters.serialNumber': { exists: true } } as const;
const denied = { errorCode: { equals: ['AccessDenied'] }, errorMessage: { prefix: 'MFA' } } as const;
const apiCall = 'AWS API Call via CloudTrail';

describe('the rules of a catalogue', () => {
  const details = (...watches: Watch[]): unknown[] =>
    rulesOf([watching(...watches)]).map(({ pattern }) => pattern.detail);

  it('are one for each service, in order, of all names that anybody watches', () => {
    const one = watching(
      { source: iam, names: ['EnableMFADevice', 'DeleteUser'] },
      { source: 'events.amazonaws.com', names: ['PutRule'] },
    );
    const other = watching({ source: iam, names: ['CreateUser', 'DeleteUser'] });
    expect(rulesOf([one, other])).toEqual([
      {
        id: 'Events',
        readOnly: false,
        pattern: {
          source: ['aws.events'],
          'detail-type': [apiCall],
          detail: { eventSource: ['events.amazonaws.com'], eventName: ['PutRule'] },
        },
      },
      {
        id: 'Iam',
        readOnly: false,
        pattern: {
          source: ['aws.iam'],
          'detail-type': [apiCall],
          detail: { eventSource: [iam], eventName: ['CreateUser', 'DeleteUser', 'EnableMFADevice'] },
        },
      },
    ]);
  });

  it('narrow what is watched only under conditions, each for itself', () => {
    expect(
      details(
        { source: sts, names: ['GetSessionToken'], where: [device, denied] },
        { source: sts, names: ['AssumeRole'], where: [device] },
      ),
    ).toEqual([
      {
        eventSource: [sts],
        $or: [
          {
            eventName: ['AssumeRole', 'GetSessionToken'],
            requestParameters: { serialNumber: [{ exists: true }] },
          },
          { eventName: ['GetSessionToken'], errorCode: ['AccessDenied'], errorMessage: [{ prefix: 'MFA' }] },
        ],
      },
    ]);
  });

  it('put names without conditions beside those with', () => {
    expect(
      details({ source: sts, names: ['B', 'A'] }, { source: sts, names: ['GetSessionToken'], where: [device] }),
    ).toEqual([
      {
        eventSource: [sts],
        $or: [
          { eventName: ['A', 'B'] },
          { eventName: ['GetSessionToken'], requestParameters: { serialNumber: [{ exists: true }] } },
        ],
      },
    ]);
  });

  it('drop a condition on what somebody watches without', () => {
    const always = { source: sts, names: ['AssumeRole'] };
    expect(details(always, { source: sts, names: ['AssumeRole'], where: [device] })).toEqual([
      { eventSource: [sts], eventName: ['AssumeRole'] },
    ]);
  });

  it('nest fields that lie in one object', () => {
    const where = [{ 'a.b.c': { exists: true }, 'a.b.d': { equals: ['x', 'y'] } }] as const;
    expect(details({ source: sts, names: ['X'], where })).toEqual([
      { eventSource: [sts], eventName: ['X'], a: { b: { c: [{ exists: true }], d: ['x', 'y'] } } },
    ]);
  });

  it('are read-only where one watch is', () => {
    const [some] = rulesOf([watching({ source: sts, names: ['A'] }, { source: sts, names: ['B'], readOnly: true })]);
    expect(some?.readOnly).toBe(true);
  });

  it.each([
    ['signin', 'Signin', 4],
    ['sso', 'Sso', 2],
    ['sso-directory', 'SsoDirectory', 2],
    ['identitystore', 'Identitystore', 2],
    ['my-sso', 'MySso', 1],
    ['organizations', 'Organizations', 2],
    ['iam', 'Iam', 1],
  ])('for %s have the id %s and %d detail types', (service, id, detailTypes) => {
    const [rule] = rulesOf([watching({ source: `${service}.amazonaws.com`, names: ['X'] })]);
    expect([rule?.id, rule?.pattern['detail-type'].length]).toEqual([id, detailTypes]);
    expect(rule?.pattern['detail-type']).toContain(apiCall);
    if (detailTypes > 1) expect(rule?.pattern['detail-type']).toContain('AWS Service Event via CloudTrail');
  });
});

describe('a watcher', () => {
  const isWatched = watcher([
    watching({ source: iam, names: ['EnableMFADevice'] }),
    watching({ source: sts, names: ['GetSessionToken'], where: [device, denied] }),
    watching({ source: sts, names: ['GetSessionToken'], where: [{ region: { equals: ['a', 'b'] } }] }),
  ]);
  const session = (patch: object): object => ({ eventSource: sts, eventName: 'GetSessionToken', ...patch });

  it.each<[boolean, string, unknown]>([
    [true, 'what is watched', { eventSource: iam, eventName: 'EnableMFADevice' }],
    [false, 'another call', { eventSource: iam, eventName: 'ListUsers' }],
    [false, 'the same call of another service', { eventSource: sts, eventName: 'EnableMFADevice' }],
    [true, 'what fulfils the first condition', session({ requestParameters: { serialNumber: 'GAHT1' } })],
    [true, 'what fulfils the second', session({ errorCode: 'AccessDenied', errorMessage: 'MFA failed' })],
    [true, 'what fulfils another detection’s', session({ region: 'b' })],
    [false, 'what fulfils none', session({})],
    [false, 'what fulfils half of one', session({ errorCode: 'AccessDenied' })],
    [false, 'what fulfils the other half', session({ errorMessage: 'MFA failed' })],
    [false, 'a message that begins otherwise', session({ errorCode: 'AccessDenied', errorMessage: 'no MFA' })],
    [false, 'a value that is no text', session({ region: 7 })],
    [false, 'a parent that is a text', session({ requestParameters: 'None' })],
    [false, 'a parent that is nothing', session({ requestParameters: null })],
    [false, 'a field that every object inherits', { eventSource: iam, eventName: 'toString' }],
    [false, 'a source that is a list', { eventSource: [iam], eventName: 'EnableMFADevice' }],
    [false, 'a name that is a list', { eventSource: iam, eventName: ['EnableMFADevice'] }],
    [false, 'a text', 'EnableMFADevice'],
    [false, 'nothing', null],
  ])('says %p of %s', (watched, _, record) => {
    expect(isWatched(record)).toBe(watched);
  });
});

it('detections are concerned by what they watch, whatever the condition, in the order of the catalogue', () => {
  const event = parse(enableMfaDevice());
  const wanted = watching({ source: iam, names: ['EnableMFADevice'], where: [denied] });
  const twice = watching(
    { source: iam, names: ['EnableMFADevice'] },
    { source: iam, names: ['EnableMFADevice', 'DeleteUser'] },
  );
  const otherName = watching({ source: iam, names: ['DeleteUser'] });
  const otherSource = watching({ source: sts, names: ['EnableMFADevice'] });
  const catalogue = [twice, otherName, wanted, otherSource].map((detection) => ({ detection }));
  expect(concerned(catalogue)(event).map(({ detection }) => detection)).toEqual([twice, wanted]);
});
