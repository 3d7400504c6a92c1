import { partNames } from '../../posture/snapshot';

/** A kind of file that somebody saves for posture. */
export interface SavedAnswer {
  name: string;
  option: string;
  /** The command whose output it is. */
  command: string;
  /** What stands in every such file, even in one that breaks off, and in no other. */
  signs: RegExp;
}

export const savedAnswers = {
  authorizationDetails: {
    name: partNames.users,
    option: '--authorization-details',
    command: 'aws iam get-account-authorization-details',
    signs: /"UserDetailList"\s*:/,
  },
  credentialReport: {
    name: partNames.credentials,
    option: '--credential-report',
    command: 'aws iam get-credential-report',
    signs: /^user,arn,|^\s*\{\s*"(Content|ReportFormat|GeneratedTime)"\s*:/,
  },
  virtualDevices: {
    name: partNames.virtualDevices,
    option: '--virtual-devices',
    command: 'aws iam list-virtual-mfa-devices',
    signs: /"VirtualMFADevices"\s*:/,
  },
  serviceControlPolicies: {
    name: 'the service control policies',
    option: '--service-control-policies',
    command: 'the loop of `npm start -- posture --help`',
    signs: /^\s*\{\s*"(Organization|Target|Policies|Policy)"\s*:/,
  },
} as const satisfies Record<string, SavedAnswer>;

/** UTF-8, or UTF-16 with its mark, in which PowerShell writes what a command prints. */
export function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** What is wrong with the text as a whole, and how to mend it; undefined: it is what it should be, as far as its signs say. */
export function mistakeIn(text: string, expected: SavedAnswer): string | undefined {
  if (text.trim() === '')
    return `is empty, expected ${expected.name}: save them again with ${quoted(expected.command)}`;
  if (expected.signs.test(text)) return undefined;
  const other = Object.values(savedAnswers).find(({ signs }) => signs.test(text));
  return other === undefined
    ? `is not ${expected.name}, expected what ${quoted(expected.command)} prints`
    : `is ${other.name}, expected ${expected.name}: give it to ${other.option}`;
}

/** @param reason of the parser. */
export function brokenAnswer(expected: SavedAnswer, reason: string): string {
  return `breaks off, or is not JSON (${reason}): save it again with ${quoted(expected.command)}`;
}

function quoted(command: string): string {
  return command.includes('`') ? command : `\`${command}\``;
}
