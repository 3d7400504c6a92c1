import { describe, expect, it } from '@jest/globals';
import { composeAlert } from '../../lambda/engine/compose';
import { storiesOf, type Located, type Story } from '../../lambda/engine/story';
import { type Device, type DeviceLookup, notNamed } from '../../lambda/events/device';
import {
  account,
  at,
  consoleLogin,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  home,
  phone,
  tablet,
} from '../../lambda/events/samples';
import { located } from './located';
import { parse } from './world';

const compose = (...findings: Located[]) => composeAlert(storiesOf(findings)[0] as Story, new Map());
const looksUp = { devices: () => true };
const old = { serialNumber: phone, enabledAt: '2025-01-01T00:00:00Z' };

describe('an alert', () => {
  const first = enableMfaDevice({ by: 'bob', for: 'Alice' });
  const last = consoleLogin({ minute: 5, from: elsewhere });

  it('says who did what, when and where, and with what it hangs together', () => {
    const main = located({
      records: [first],
      severity: 'high',
      title: 'bob did it',
      reasons: ['one', 'two'],
      detection: { id: 'main', attack: ['T1', 'T2'] },
    });
    const other = located({
      records: [first, last],
      reasons: ['two', 'three'],
      detection: { id: 'other', attack: ['T2', 'T3'] },
    });
    const same = located({ records: [first], severity: 'low', reasons: ['four'], detection: { id: 'main' } });
    expect(compose(other, same, main)).toEqual({
      schemaVersion: 1,
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      detection: 'main',
      severity: 'high',
      title: 'bob did it',
      reasons: ['one', 'two', 'three', 'four'],
      time: at(0),
      firstSeen: at(0),
      lastSeen: at(5),
      count: 2,
      account,
      region: 'us-east-1',
      actor: {
        type: 'IAMUser',
        name: 'bob',
        arn: `arn:aws:iam::${account}:user/bob`,
        accessKeyId: 'ASIAEXAMPLEBOB0002',
        credential: 'console',
        mfa: 'none',
        sourceIp: home,
        userAgent: expect.stringContaining('Firefox'),
      },
      target: { type: 'IAMUser', name: 'Alice' },
      devices: undefined,
      related: ['other'],
      attack: ['T1', 'T2', 'T3'],
      eventIds: [parse(first).eventId, parse(last).eventId],
      addresses: [home, elsewhere],
      origins: [{ address: home }, { address: elsewhere }],
      targets: ['alice'],
      events: [
        { time: at(0), name: 'EnableMFADevice', actor: 'bob', target: 'Alice', sourceIp: home, serialNumber: tablet },
        { time: at(5), name: 'ConsoleLogin', actor: 'alice', sourceIp: elsewhere, serialNumber: phone },
      ],
      dedupKey: `${account}/alice`,
      runbook: 'docs/detections/main.md',
    });
  });

  it('is about the act that the finding names, else about its last event', () => {
    const act = parse(first);
    expect(compose(located({ records: [first, last], act })).actor.name).toBe('bob');
    expect(compose(located({ records: [first, last] })).actor.name).toBe('alice');
    expect(compose(located({ records: [first, last], act })).time).toBe(at(5));
  });

  it('has another id for another first event and for another subject', () => {
    const id = (record: object, key = 'key'): string => compose(located({ records: [record], key })).id;
    expect(id(first)).toBe(id(first));
    expect(new Set([id(first), id(last), id(first, 'other')]).size).toBe(3);
  });

  it('names what is settled among its reasons and relatives', () => {
    const swap = located({
      records: [first, last],
      severity: 'info',
      settles: true,
      reasons: ['swap'],
      detection: { id: 'swap' },
    });
    const removal = located({ records: [first], severity: 'high', reasons: ['removal'], detection: { id: 'removal' } });
    expect(compose(removal, swap)).toMatchObject({
      severity: 'info',
      reasons: ['swap', 'removal'],
      related: ['removal'],
    });
  });

  it('tells second what is told of serious alerts only: a long list may be cut', () => {
    const theft = located({ records: [first], severity: 'high', reasons: ['theft'], detection: { id: 'theft' } });
    const other = located({ records: [first, last], severity: 'low', reasons: ['other'], detection: { id: 'other' } });
    const use = located({
      records: [first, last],
      severity: 'info',
      onlyIn: 'medium',
      reasons: ['use'],
      detection: { id: 'use' },
    });
    expect(compose(other, use, theft).reasons).toEqual(['theft', 'use', 'other']);
  });

  it('tells who answers for it', () => {
    const exception = { reason: 'agreed', owner: 'jane', expires: '2026-12-01', user: 'alice' };
    expect(compose(located({ records: [first], exception })).suppressed).toEqual({
      reason: 'agreed',
      owner: 'jane',
      expires: '2026-12-01',
    });
  });

  it('stays small', () => {
    const records = Array.from({ length: 101 }, (_, index) => enableMfaDevice({ by: `user${index}`, minute: index }));
    const reasons = [...records.map((_, index) => `reason ${index}`), 'x'.repeat(1001)].reverse();
    const alert = compose(located({ records, reasons, title: 'y'.repeat(1001) }));
    expect(alert.title).toBe(`${'y'.repeat(999)}…`);
    expect(alert.reasons[0]).toBe(`${'x'.repeat(999)}…`);
    expect([alert.reasons, alert.eventIds, alert.targets].map(({ length }) => length)).toEqual([100, 100, 100]);
    expect(alert.eventIds.at(-1)).toBe(parse(records[100] as object).eventId);
    expect(alert.count).toBe(101);
    expect(alert.events?.map(({ time }) => time)).toEqual(records.slice(-20).map((record) => parse(record).time));
  });
});

describe('an event in an alert', () => {
  const told = (record: object) => compose(located({ records: [record] })).events?.[0];

  it('says what went wrong: the error code, or that a sign-in failed', () => {
    expect(told(enableMfaDevice({ error: 'AccessDenied' }))).toMatchObject({ error: 'AccessDenied' });
    expect(told(consoleLogin({ outcome: 'Failure' }))).toMatchObject({ name: 'ConsoleLogin', error: 'Failure' });
    expect(told(consoleLogin({ outcome: 'Success' }))).not.toHaveProperty('error');
  });

  it('names who acted as well as the record does', () => {
    const arn = `arn:aws:iam::${account}:oddity/x`;
    const by = (userIdentity: object) => told({ ...enableMfaDevice({ for: 'alice' }), userIdentity });
    expect(by({ type: 'Unknown', arn })).toMatchObject({ actor: arn });
    expect(by({ type: 'Unknown' })).not.toHaveProperty('actor');
  });

  it('stays small whatever the record says', () => {
    const record = {
      ...enableMfaDevice({ for: 'alice', error: 'e'.repeat(5000) }),
      eventName: 'n'.repeat(5000),
      sourceIPAddress: 's'.repeat(5000),
      userIdentity: { type: 'IAMUser', userName: 'u'.repeat(5000) },
    };
    expect(JSON.stringify(told(record)).length).toBeLessThan(1000);
  });
});

describe('the devices in an alert', () => {
  const added = enableMfaDevice({ with: 'console-mfa' });
  const found = (devices: DeviceLookup, patch: Partial<Parameters<typeof located>[0]> = {}): Located =>
    located({
      records: [added],
      detection: { looksUp },
      observations: [{ event: parse(added), devices }],
      ...patch,
    });
  const known: DeviceLookup = { status: 'known', devices: [old] };

  it('are those after the event, with what is new', () => {
    expect(compose(found(known)).devices).toEqual({
      status: 'known',
      count: 2,
      limit: 8,
      list: [
        { serialNumber: phone, kind: 'virtual', enabledAt: '2025-01-01T00:00:00Z' },
        { serialNumber: tablet, kind: 'virtual', enabledAt: at(0), isNew: true },
      ],
    });
  });

  it('are told new by the time, where the record does not name what it adds', () => {
    const nameless = enableMfaDevice({ with: 'console-mfa', patch: { requestParameters: { userName: 'alice' } } });
    const listing = (...devices: Device[]) =>
      compose(
        found(known, {
          records: [nameless],
          observations: [{ event: parse(nameless), devices: { status: 'known', devices } }],
        }),
      ).devices?.list;
    const listed = { serialNumber: tablet, enabledAt: at(1 / 60) };
    expect(listing(old, listed)?.at(-1)).toEqual({ ...listed, kind: 'virtual', isNew: true });
    expect(listing(old)).toEqual([
      { ...old, kind: 'virtual' },
      { serialNumber: notNamed, kind: 'unknown', enabledAt: at(0), isNew: true },
    ]);
  });

  it('are those that are there for certain, where the look-up failed', () => {
    const failed: DeviceLookup = { status: 'unknown', why: 'refused', devices: [{ serialNumber: 'GAHT1' }] };
    expect(compose(found(failed)).devices).toEqual({
      status: 'unknown',
      why: 'refused',
      limit: 8,
      list: [
        { serialNumber: 'GAHT1', kind: 'hardware' },
        { serialNumber: tablet, kind: 'virtual', enabledAt: at(0), isNew: true },
      ],
    });
  });

  it('are left out where the detection does not look them up, and where several users are concerned', () => {
    expect(compose(found(known, { detection: {} })).devices).toBeUndefined();
    const others = enableMfaDevice({ by: 'bob', minute: 1 });
    expect(compose(found(known, { records: [added, others] })).devices).toBeUndefined();
  });

  it('are told where another detection of the story looks them up, or one that is settled', () => {
    const strongest = located({ records: [added], severity: 'critical' });
    expect(compose(strongest, found(known)).devices).toMatchObject({ count: 2 });
    const settling = located({ records: [added], severity: 'info', settles: true });
    expect(compose(settling, found(known)).devices).toMatchObject({ count: 2 });
  });

  it('are those after the last event on the subject’s own timeline, and a removed one is not new', () => {
    const removed = deactivateMfaDevice({ with: 'console-mfa', minute: 5, serial: phone });
    const observations = [{ event: parse(added), devices: known }, { event: parse(removed) }];
    const late = enableMfaDevice({ minute: 9, serial: phone });
    const alert = compose(
      found(known, { records: [added, removed], observations: [...observations, { event: parse(late) }] }),
      located({ records: [added, late], severity: 'low', key: 'other', detection: { looksUp } }),
    );
    expect(alert.devices).toEqual({
      status: 'known',
      count: 1,
      limit: 8,
      list: [{ serialNumber: tablet, kind: 'virtual', enabledAt: at(0), isNew: true }],
    });
  });
});
