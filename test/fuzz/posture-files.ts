import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { format, postureFormats } from '../../cli/posture/format';
import { snapshotOfFiles } from '../../lambda/adapters/snapshot/snapshot-files';
import { checks } from '../../lambda/posture';
import { posture } from '../../lambda/posture/posture';
import { now } from '../../lambda/posture/samples';
import { credentialReport, details, virtualDevices } from '../posture/saved-files';
import { scps } from '../posture/saved-organization';
import { mutated, mutatedBytes } from './mutations';
import { must, target } from './target';

const whole = { details: JSON.stringify(details), devices: JSON.stringify(virtualDevices) };
const damagedJson = (value: unknown, text: string): fc.Arbitrary<string | Buffer> =>
  fc.oneof(
    mutated([value]).map((one) => JSON.stringify(one)),
    mutatedBytes([Buffer.from(text)]),
  );
const saved = fc.record({
  details: fc.oneof(fc.constant(whole.details), damagedJson(details, whole.details)),
  report: fc.oneof(fc.constant(credentialReport), mutatedBytes([Buffer.from(credentialReport)])),
  devices: fc.oneof(fc.constant(whole.devices), damagedJson(virtualDevices, whole.devices)),
  scps: fc.oneof(fc.constant(scps()), mutatedBytes([Buffer.from(scps())])),
});

let folder: string | undefined;
const notForTerminals = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

export const postureFiles = target('posture files', 1, saved, async (texts) => {
  folder ??= mkdtempSync(join(tmpdir(), 'mfa-watch-fuzz-'));
  const file = (name: keyof typeof texts): string => {
    const path = join(folder ?? '', name);
    writeFileSync(path, texts[name]);
    return path;
  };
  const snapshot = await snapshotOfFiles({
    authorizationDetails: file('details'),
    credentialReport: file('report'),
    virtualDevices: file('devices'),
    serviceControlPolicies: file('scps'),
  });
  const parts = [snapshot.users, snapshot.roles, snapshot.credentials, snapshot.virtualDevices];
  must(!parts.includes(undefined) || snapshot.unread.length > 0, 'a part is missing without a word');
  const told = { posture: posture(checks, snapshot, now), at: now, sources: [] };
  for (const name of postureFormats) {
    const text = await format(name, told, { columns: 80, color: false });
    if (name === 'table') must(!notForTerminals.test(text), 'the terminal is sent what it would obey');
    if (name === 'html') must(!/<script|<img|<a [^>]*href="(?!#)/i.test(text), 'the report holds what is not ours');
    if (name === 'json') JSON.parse(text);
  }
});
