import type { Policy, PolicyText } from './policy';
import type { Layers } from './policy-decision';

/** What is known of an account at one time; a part that nobody gave is absent, and checks that need it say so. */
export interface Snapshot {
  /** Id; absent where nothing that was read has an ARN. */
  account?: string;
  users?: readonly User[];
  roles?: readonly Role[];
  /** By lower-cased user name, `<root_account>` for root; from the credential report. */
  credentials?: ReadonlyMap<string, Credentials>;
  virtualDevices?: readonly VirtualDevice[];
  /** Already among the layers of each user, where they are known; absent: nobody gave them. */
  scps?: ServiceControlPolicies;
  /** Whether root has any MFA device, from the account summary. */
  rootHasMfa?: boolean;
  /** What could not be read, and where. */
  unread: readonly UnreadPart[];
}

/**
 * The policies of the organization that hold for an account, a list for each of root, units and account, the root first:
 * every level must allow. No level: nothing of the organization holds the account back.
 */
export type ServiceControlPolicies =
  { status: 'known'; levels: readonly (readonly Policy[])[] } | { status: 'unknown'; why: string };

export const parts = ['users', 'roles', 'credentials', 'virtualDevices'] as const;
export type Part = (typeof parts)[number];

/** What a file, or the call that replaces it, is called where a person must get it. */
export const partNames: Readonly<Record<Part, string>> = {
  users: 'the authorization details',
  roles: 'the authorization details',
  credentials: 'the credential report',
  virtualDevices: 'the list of virtual devices',
};

export interface UnreadPart {
  /** Such as `credential report, line 7`. */
  where: string;
  what: string;
  /** A whole entry of this part is missing for it. */
  entryOf?: Part;
}

export interface User {
  name: string;
  arn: string;
  account: string;
  layers: Layers;
}

export interface Role {
  name: string;
  arn: string;
  account: string;
  trust: PolicyText;
}

/** A row of the credential report. Times are ISO 8601; absent: never, or not recorded. */
export interface Credentials {
  user: string;
  createdAt?: string;
  /** Absent where the report does not say, as for root. */
  hasPassword?: boolean;
  passwordUsedAt?: string;
  passwordChangedAt?: string;
  hasMfa: boolean;
  keys: readonly LongTermKey[];
}

export interface LongTermKey {
  /** 1 or 2, as the report numbers them; it does not give ids. */
  place: number;
  rotatedAt?: string;
  usedAt?: string;
}

export interface VirtualDevice {
  serialNumber: string;
  /** Absent: assigned to nobody. `<root_account>` for root. */
  user?: string;
}

/** Of the first ARN that names one; AWS's own policies do not. */
export function accountIn(arns: readonly (string | undefined)[]): Pick<Snapshot, 'account'> {
  const account = arns.map((arn) => /^arn:[^:]+:iam::(\d{12}):/.exec(arn ?? '')?.[1]).find((id) => id !== undefined);
  return account === undefined ? {} : { account };
}

export const root = '<root_account>';
