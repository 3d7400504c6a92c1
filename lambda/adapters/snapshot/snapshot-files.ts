import { promises as files } from 'node:fs';
import { parseAuthorizationDetails } from '../../posture/authorization-details';
import { parseCredentialReport } from '../../posture/credential-report';
import { bound, parseServiceControlPolicies } from '../../posture/service-control-policies';
import type { Snapshot } from '../../posture/snapshot';
import { parseVirtualDevices } from '../../posture/virtual-devices';
import { reasonOf } from '../reason';
import { brokenAnswer, decoded, mistakeIn, type SavedAnswer, savedAnswers } from './saved-answers';

/** Files as `aws` prints them; absent: nobody gave that part. */
export type SnapshotFiles = Partial<Record<keyof typeof savedAnswers, string>>;

/** A part that cannot be read is absent from the snapshot and named in `unread`. */
export async function snapshotOfFiles(files: SnapshotFiles): Promise<Snapshot> {
  const { authorizationDetails, credentialReport, virtualDevices, serviceControlPolicies } = savedAnswers;
  const read = await Promise.all([
    parsed(files.authorizationDetails, authorizationDetails, (text) => parseAuthorizationDetails(JSON.parse(text))),
    parsed(files.credentialReport, credentialReport, reportOf),
    parsed(files.virtualDevices, virtualDevices, (text) => parseVirtualDevices(JSON.parse(text))),
    parsed(files.serviceControlPolicies, serviceControlPolicies, parseServiceControlPolicies),
  ]);
  const isScpFileLost = files.serviceControlPolicies !== undefined && read.every(({ scps }) => scps === undefined);
  return merged(isScpFileLost ? [...read, { scps: lost, unread: [] }] : read);
}

const lost = { status: 'unknown', why: 'the file that was given cannot be read' } as const;

type Part = Partial<Snapshot> & Pick<Snapshot, 'unread'> & { from?: string };

/** What stands in several parts is taken from the last of them; what is of another account than the first is left out, and said. */
export function merged(read: readonly Part[]): Snapshot {
  const first = read.find(({ account }) => account !== undefined);
  const parts = read.map((part) =>
    part.account === undefined || part.account === first?.account ? part : foreign(part, first),
  );
  return bound({
    ...parts.reduce<Partial<Snapshot>>((all, { from: _from, ...part }) => ({ ...all, ...part }), {}),
    unread: parts.flatMap(({ unread }) => unread),
  });
}

function foreign({ from = '', account = '', scps, unread }: Part, first: Part | undefined): Part {
  const what = `is of account ${account}, and ${first?.from ?? 'the credentials are'} of ${first?.account ?? ''}: save all for one account`;
  return {
    ...(scps && { scps: { status: 'unknown', why: `those that were given are of account ${account}` } }),
    unread: [...unread, { where: from, what }],
  };
}

/** @throws SyntaxError where it is the JSON of the command line, and breaks off. */
function reportOf(text: string): Part {
  if (text.trimStart().startsWith('{')) JSON.parse(text);
  return parseCredentialReport(text);
}

async function parsed(file: string | undefined, kind: SavedAnswer, parse: (text: string) => Part): Promise<Part> {
  if (file === undefined) return { unread: [] };
  try {
    const text = decoded(await files.readFile(file));
    const mistake = mistakeIn(text, kind);
    if (mistake !== undefined) return { unread: [{ where: file, what: mistake }] };
    const part = parse(text);
    const unread = part.unread.map(({ where, what }) => ({ where: `${file}: ${where}`, what }));
    return { ...part, from: file, unread };
  } catch (error) {
    const what = error instanceof SyntaxError ? brokenAnswer(kind, reasonOf(error)) : reasonOf(error);
    return { unread: [{ where: file, what }] };
  }
}
