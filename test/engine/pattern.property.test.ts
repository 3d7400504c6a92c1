import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detections } from '../../lambda/detections';
import { rulesOf, watcher } from '../../lambda/engine/catalogue/pattern';
import { runs } from './runs';

/** EventBridge's rules for the operators in use, written from its guide and not from the engine. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((wanted) => matchesLeaf(wanted, value));
  return Object.entries(pattern as Record<string, unknown>).every(([name, inner]) => {
    if (name === '$or') return (inner as unknown[]).some((alternative) => matches(alternative, value));
    const field: unknown =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
    return matches(inner, field);
  });
}

function matchesLeaf(wanted: unknown, value: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === value;
  if ('exists' in wanted) return (value !== undefined) === wanted.exists;
  if ('prefix' in wanted) return typeof value === 'string' && value.startsWith(String(wanted.prefix));
  throw new Error(`an operator that this test does not know: ${JSON.stringify(wanted)}`);
}

const names = [...new Set(detections.flatMap(({ watches }) => watches.flatMap((watch) => watch.names)))];
const sources = [...new Set(detections.flatMap(({ watches }) => watches.map(({ source }) => source)))];
const record = fc.record(
  {
    eventSource: fc.constantFrom(...sources, 'ec2.amazonaws.com'),
    eventName: fc.constantFrom(...names, 'ListUsers'),
    errorCode: fc.constantFrom('AccessDenied', 'NoSuchEntityException'),
    errorMessage: fc.constantFrom('MultiFactorAuthentication failed with invalid MFA one time pass code. ', 'other'),
    requestParameters: fc.constantFrom(null, {}, { serialNumber: 'GAHT12345678' }),
  },
  { requiredKeys: ['eventSource', 'eventName'] },
);
const rules = rulesOf(detections);

describe('rules and watches', () => {
  it('agree on every record', () => {
    const isWatched = watcher(detections);
    fc.assert(
      fc.property(record, (detail) => {
        const source = `aws.${detail.eventSource.split('.')[0] ?? ''}`;
        const signIn = detail.eventSource.startsWith('signin');
        const event = {
          source,
          'detail-type': signIn ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail',
          detail,
        };
        expect(rules.some(({ pattern }) => matches(pattern, event))).toBe(isWatched(detail));
      }),
      runs(1000),
    );
  });

  it('list both spellings of the sign-in detail-type', () => {
    const signIn = rules.find(({ id }) => id === 'Signin');
    expect(signIn?.pattern['detail-type']).toEqual(
      expect.arrayContaining(['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail']),
    );
  });

  it('ask for read-only events where AssumeRole is watched, and only there', () => {
    expect(rules.filter(({ readOnly }) => readOnly).map(({ id }) => id)).toEqual(['Sts']);
  });

  it('let no AssumeRole through that has nothing to do with MFA', () => {
    const isWatched = watcher(detections);
    const plain = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', requestParameters: { roleArn: 'x' } };
    expect(isWatched(plain)).toBe(false);
    expect(isWatched({ ...plain, errorCode: 'AccessDenied', errorMessage: 'User: x is not authorized' })).toBe(false);
    expect(isWatched({ ...plain, requestParameters: { serialNumber: 'GAHT12345678' } })).toBe(true);
  });

  it('stay below the 2,048 characters that EventBridge allows', () => {
    for (const { pattern } of rules) expect(JSON.stringify(pattern).length).toBeLessThan(2048);
  });
});
