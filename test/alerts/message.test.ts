import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { alertSchema, type Alert } from '../../lambda/alerts/alert';
import { renderJson } from '../../lambda/alerts/json';
import { alertMessage, chatMessage } from '../../lambda/alerts/message';
import { fuzzedAlert } from './fuzzed-alert';
import { holds } from './holds';
import { hints, sampleAlert } from './sample-alert';

const parts = z.strictObject({ default: z.string(), email: z.string(), sqs: z.string(), lambda: z.string() });
const partsOf = (alert: Alert) => parts.parse(JSON.parse(alertMessage(alert, 'new', hints).Message));

describe('the JSON for machines', () => {
  it('gives the fields of the contract in its order, then what is new', () => {
    const fields = Object.keys(
      z.record(z.string(), z.unknown()).parse(JSON.parse(renderJson(sampleAlert(), { update: 'raised' }))),
    );
    const contract = Object.keys(alertSchema.def.shape).filter(
      (field) => !['drill', 'suppressed', 'accountName', 'expected'].includes(field),
    );
    expect(fields.toSorted()).toEqual([...contract, 'summary', 'update'].toSorted());
    expect(fields.slice(0, 5)).toEqual(['schemaVersion', 'id', 'detection', 'severity', 'title']);
    expect(fields.slice(-3)).toEqual(['runbook', 'update', 'summary']);
  });

  it('says DRILL at its start', () => {
    expect(renderJson(sampleAlert({ drill: true }))).toMatch(/^\{"schemaVersion":1,"drill":true,.*"title":"\[DRILL\] /);
  });

  it('is the alert itself, and safe to show in a terminal', () => {
    holds(
      fc.property(fuzzedAlert, (fuzzed) => {
        const alert = { ...fuzzed, drill: undefined };
        const json = renderJson(alert);
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]/u);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(alert)));
      }),
    );
  });
});

describe('the SNS message', () => {
  it('tells "2 of 8" and both names in each rendering', () => {
    const { default: fallback, email, sqs, lambda } = partsOf(sampleAlert());
    const chat = chatMessage(sampleAlert(), 'new', hints).Message;
    for (const text of [fallback, email, sqs, lambda, chat]) {
      expect(text).toContain('2 of 8');
      expect(text).toContain('alice');
      expect(text).toContain('mallory');
    }
    expect(fallback).toBe(
      'CRITICAL: mallory added an MFA device to alice with credentials that were not MFA-authenticated; MFA devices: 2 of 8; account 111122223333',
    );
  });

  it('says DRILL in each rendering and in an attribute', () => {
    const drill = sampleAlert({ drill: true });
    const { default: fallback, email, sqs, lambda } = partsOf(drill);
    for (const text of [fallback, email, sqs, lambda, chatMessage(drill, 'new', hints).Message])
      expect(text.slice(0, 250)).toContain('DRILL');
    expect(alertMessage(drill, 'new', hints).MessageAttributes.kind.StringValue).toBe('drill');
  });

  it('tells the account’s name beside its id in each rendering', () => {
    const alert = sampleAlert({ accountName: 'payments-prod' });
    const { default: fallback, email, sqs, lambda } = partsOf(alert);
    for (const text of [fallback, email, alertMessage(alert, 'new', hints).Subject])
      expect(text).toContain('payments-prod (111122223333)');
    for (const json of [sqs, lambda]) expect(json).toContain('"account":"111122223333","accountName":"payments-prod"');
    expect(chatMessage(alert, 'new', hints).Message).toContain('`payments-prod` (`111122223333`)');
  });

  it('carries attributes for filter policies', () => {
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    const expected = {
      severity: attribute('critical'),
      detection: attribute('mfa-device-added-without-mfa'),
      account: attribute('111122223333'),
      update: attribute('widened'),
      kind: attribute('alert'),
    };
    expect(alertMessage(sampleAlert(), 'widened', hints).MessageAttributes).toEqual(expected);
    expect(chatMessage(sampleAlert(), 'widened', hints).MessageAttributes).toEqual(expected);
  });

  it.each(['x', '\u202e', '"\\', '李'])('keeps under 256 KiB, cut with a mark, when flooded with %s', (filler) => {
    const flood = filler.repeat(100_000);
    const many = Array.from({ length: 200 }, () => flood.slice(0, 2000));
    const alert = sampleAlert({
      title: flood,
      dedupKey: flood,
      reasons: many,
      addresses: many,
      eventIds: many.map((text, index) => `${index}${text}`),
      accountName: flood,
      actor: { ...sampleAlert().actor, name: flood, arn: flood },
    });
    const { Subject, Message, MessageAttributes } = alertMessage(alert, 'new', hints);
    expect(new TextEncoder().encode(Subject + Message + JSON.stringify(MessageAttributes)).length).toBeLessThan(
      262_144,
    );
    const cut = z
      .looseObject({ truncated: z.literal(true), eventIds: z.array(z.string()) })
      .parse(JSON.parse(partsOf(alert).sqs));
    expect(cut.eventIds.at(-1)).toMatch(/^199/);
    expect(alertSchema.safeParse(cut).success).toBe(true);
  });

  it('is whole for any alert that fits, and fits for any', () => {
    holds(
      fc.property(fuzzedAlert, (alert) => {
        const { Subject, Message, MessageAttributes } = alertMessage(alert, 'new', hints);
        const size = Buffer.byteLength(Subject + Message + JSON.stringify(MessageAttributes));
        expect(size).toBeLessThanOrEqual(262_144);
        if (partsOf(alert).sqs.includes('"truncated"'))
          expect(Buffer.byteLength(renderJson(alert, { update: 'new' }))).toBeGreaterThan(80_000);
      }),
    );
  });
});
