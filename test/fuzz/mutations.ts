import fc from 'fast-check';
import {
  apiCall,
  checkMfa,
  consoleLogin,
  deactivateMfaDevice,
  enableMfaDevice,
  getSessionToken,
  iamCall,
  loginProfileCall,
  resyncMfaDevice,
  rootLogin,
  unknownUserLogin,
} from '../../lambda/events/samples';
import { hostileText } from '../alerts/fuzzed-alert';

export const samples: Record<string, unknown>[] = [
  enableMfaDevice({ by: 'mallory', for: 'alice', with: 'long-term-key' }),
  enableMfaDevice({
    with: 'role',
    for: 'alice',
    error: 'AccessDenied',
    message: 'denied on resource: user alice because',
  }),
  deactivateMfaDevice(),
  resyncMfaDevice(),
  consoleLogin({ outcome: 'Failure' }),
  checkMfa(),
  rootLogin(),
  unknownUserLogin(),
  getSessionToken(),
  loginProfileCall('CreateLoginProfile'),
  iamCall('PutUserPolicy', { userName: 'alice', policyName: 'p', policyDocument: '{}' }),
  apiCall('cloudtrail', 'StopLogging', { name: 'trail' }),
];

const deep = fc.integer({ min: 1, max: 3000 }).map((depth) => {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
});
const own = (key: string, value: unknown): unknown => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`);

/** Whatever a field may hold that it should not. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(null, true, 0, -1, 1e308, '', 'None', [], {}, 'true', '2026-13-45T99:99:99Z'),
  },
  { weight: 4, arbitrary: hostileText },
  {
    weight: 2,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString').map((key) => own(key, { polluted: 1 })),
  },
  { weight: 1, arbitrary: fc.constantFrom('x', '/', 'on resource: ', ':user/', '\n').map((text) => text.repeat(2000)) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: deep },
);

function changed(value: unknown, at: readonly number[], to: unknown): unknown {
  const [step, ...rest] = at;
  if (step === undefined || typeof value !== 'object' || value === null) return to;
  const entries = Object.entries(value);
  const [key] = entries[step % Math.max(entries.length, 1)] ?? [];
  if (key === undefined) return to;
  return Object.fromEntries(entries.map(([name, inner]) => [name, name === key ? changed(inner, rest, to) : inner]));
}

const change = fc.tuple(fc.array(fc.nat(40), { minLength: 1, maxLength: 3 }), junk);

/** The value with one to four of its fields, at any depth, replaced. */
export function mutated(values: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...values), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([value, changes]) => changes.reduce((so, [at, to]) => changed(so, at, to), value));
}

const dictionary = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '\n',
  '\0',
  '\ufeff',
  '\ud800',
  '{"Records":[',
  '"__proto__":',
  'null',
  '1e999',
  '- ',
  '&a ',
  '*a',
  '\x1f\x8b\x08',
];
const position = fc.double({ min: 0, max: 1, noNaN: true });
const edit = fc.record({
  at: position,
  removed: fc.oneof({ weight: 5, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(400) }),
  added: fc.oneof(
    fc.constantFrom(...dictionary).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  ),
});

/** The bytes with up to five places overwritten, cut out or filled in. */
export function mutatedBytes(originals: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.constantFrom(...originals), fc.array(edit, { maxLength: 5 })).map(([bytes, edits]) =>
    edits.reduce((so, { at, removed, added }) => {
      const from = Math.floor(at * so.length);
      return Buffer.concat([so.subarray(0, from), added, so.subarray(from + removed)]);
    }, bytes),
  );
}
