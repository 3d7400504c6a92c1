import { it } from '@jest/globals';
import fc from 'fast-check';
import { consoleLogin, enableMfaDevice, getSessionToken } from '../../lambda/events/samples';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { runs } from '../engine/runs';
import { alertsOf } from '../engine/world';

it('parsing never throws on any input, and no detection throws on what could be parsed', async () => {
  const sample = fc.constantFrom(enableMfaDevice(), consoleLogin({ outcome: 'Failure' }), getSessionToken());
  const junk = fc.anything({ maxDepth: 3, withNullPrototype: false });
  const fields = Object.keys({ ...enableMfaDevice(), ...consoleLogin(), errorCode: '', errorMessage: '' });
  const record = fc
    .tuple(sample, fc.dictionary(fc.constantFrom(...fields), junk, { maxKeys: 4 }))
    .map(([base, patch]) => ({ ...base, ...patch }));
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 4 }), async (records) => {
      const readable = records.filter((raw) => parseTrailEvent(raw).ok);
      await alertsOf(readable, { devices: {} });
    }),
    runs(300),
  );
});
