import { readFile } from 'node:fs/promises';
import { parseAuthorizationDetails } from '../posture/authorization-details';
import { parseCredentialReport } from '../posture/credential-report';
import { bound, parseServiceControlPolicies } from '../posture/service-control-policies';
import type { Snapshot } from '../posture/snapshot';
import { parseVirtualDevices } from '../posture/virtual-devices';
import { reasonOf } from './reason';

/** Files as `aws iam …` prints them; absent: nobody gave that part. */
export interface SnapshotFiles {
  authorizationDetails?: string;
  credentialReport?: string;
  virtualDevices?: string;
  serviceControlPolicies?: string;
}

/** A part that cannot be read is absent from the snapshot and named in `unread`. */
export async function snapshotOfFiles(files: SnapshotFiles): Promise<Snapshot> {
  const read = await Promise.all([
    parsed(files.authorizationDetails, (text) => parseAuthorizationDetails(JSON.parse(text))),
    parsed(files.credentialReport, parseCredentialReport),
    parsed(files.virtualDevices, (text) => parseVirtualDevices(JSON.parse(text))),
    parsed(files.serviceControlPolicies, parseServiceControlPolicies),
  ]);
  return merged(read);
}

type Part = Partial<Snapshot> & Pick<Snapshot, 'unread'>;

/** What stands in several parts is taken from the last of them. */
export function merged(read: readonly Part[]): Snapshot {
  return bound({
    ...read.reduce<Partial<Snapshot>>((all, part) => ({ ...all, ...part }), {}),
    unread: read.flatMap(({ unread }) => unread),
  });
}

async function parsed(file: string | undefined, parse: (text: string) => Part): Promise<Part> {
  if (file === undefined) return { unread: [] };
  try {
    const part = parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
    return { ...part, unread: part.unread.map(({ where, what }) => ({ where: `${file}: ${where}`, what })) };
  } catch (error) {
    return { unread: [{ where: file, what: reasonOf(error) }] };
  }
}
