import { describe, expect, it } from '@jest/globals';
import { openEnvelope } from '../../lambda/events/envelope';
import { account, enableMfaDevice } from '../../lambda/events/samples';

const detail = enableMfaDevice();
const envelope = (patch: object = {}): object => ({ source: 'aws.iam', account, detail, ...patch });

describe('an envelope', () => {
  it('of one of AWS’s own sources holds an event', () => {
    expect(openEnvelope(envelope())).toEqual({ ok: true, kind: 'event', account, record: detail });
  });

  it('of the drill’s source holds a drill, or is the schedule’s', () => {
    const opened = (patch: object) => openEnvelope(envelope({ source: 'mfa-watch', ...patch }));
    const drill = { ok: true, kind: 'drill', account, record: detail };
    expect(opened({})).toEqual(drill);
    expect(opened({ 'detail-type': 'mfa-watch drill' })).toEqual(drill);
    expect(opened({ 'detail-type': 'mfa-watch heartbeat' })).toEqual({ ...drill, kind: 'heartbeat' });
    expect(opened({ 'detail-type': 'mfa-watch sweep' })).toEqual({ ok: true, kind: 'sweep', account });
  });

  it.each(['sweep', 'drill', 'heartbeat'])('of an AWS source is never a %s', (kind) => {
    expect(openEnvelope(envelope({ 'detail-type': `mfa-watch ${kind}` }))).toMatchObject({ kind: 'event' });
  });

  it.each<[string, object, RegExp]>([
    ['without a source', { source: undefined }, /^not an EventBridge event/],
    ['whose detail is a text', { detail: 'text' }, /^not an EventBridge event/],
    ['of another service', { source: 'aws.ec2' }, /source "aws.ec2"/],
    ['whose record names no source', { detail: {} }, /source "aws.iam"/],
    ['whose record has a number for a source', { source: 'aws.undefined', detail: { eventSource: 7 } }, /otherwise/],
    ['of the service’s name alone', { source: 'iam' }, /source "iam"/],
    ['whose record is of another account', { account: '999988887777' }, /999988887777.*111122223333/],
    [
      'whose record is of an account with a long name',
      { detail: { ...detail, recipientAccountId: 'x'.repeat(500) } },
      /says x{20}$/,
    ],
  ])('%s is refused, with the reason', (_, patch, problem) => {
    expect(openEnvelope(envelope(patch))).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });

  it('may have space around the account, on either side', () => {
    expect(openEnvelope(envelope({ account: ` ${account}` }))).toMatchObject({ ok: true });
    expect(openEnvelope(envelope({ detail: { ...detail, recipientAccountId: `${account} ` } }))).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['mfa-watch-forward-dead-letters', 'eu-north-1', true],
    ['mfa-watch-undelivered-to-pager', 'us-east-1', true],
    ['mfa-watch-undelivered-to-pager', 'cn-north-1', true],
    ['mfa-watch-undelivered-to-pager', 'eu-north-1', false],
    ['mfa-watch-answers-undone', 'us-east-1', true],
    ['mfa-watch-answers-undone', 'us-east-2', false],
    ['mfa-watch-undelivered-to-pager.arriving', 'us-east-1', true],
    ['mfa-watch-undelivered-to-pager.arriving', 'eu-north-1', false],
    ['mfa-watch-undelivered-arriving', 'us-east-1', true],
    ['mfa-watch-answers.arriving', 'us-east-1', false],
    ['mfa-watch-undelivered-', 'us-east-1', false],
    ['mfa-watch-undelivered-<!channel>', 'us-east-1', false],
    ['mfa-watch-answers', 'us-east-1', false],
  ])('of the alarm %s from %s is taken: %s', (alarmName, region, ok) => {
    const changed = { region, time: '2026-11-20T09:59:40Z', detail: { alarmName, state: { value: 'ALARM' } } };
    const raw = { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', account, ...changed };
    const opened = openEnvelope(raw);
    expect(opened.ok).toBe(ok);
    if (ok)
      expect(opened).toMatchObject({ kind: 'alarm', alarm: { queue: alarmName.replace('.arriving', ''), region } });
  });

  it('is not compared with a record that names no account', () => {
    expect(openEnvelope(envelope({ detail: { ...detail, recipientAccountId: undefined } }))).toMatchObject({
      ok: true,
    });
  });
});
