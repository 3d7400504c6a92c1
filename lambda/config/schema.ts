import * as z from 'zod/mini';
import { account, organizationPattern } from './account';
import { tableName } from './athena-names';
import { channelSchema, destinationSchema, httpsSchema, overrideSchema, slackSchema } from './destinations';
import { exceptionSchema } from './exceptions';
import { partitions } from '../events/partition';
import { postureSchema } from './posture';
import { addresses, severity, text, wholeNumber } from './values';
import type { Path } from './problem';

/** The values that CloudWatch Logs accepts, in days. */
export const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const regionSets = ['sign-in', 'all-enabled'] as const;
const regions = 'expected sign-in, all-enabled, or a list of regions such as [us-east-2, eu-north-1]';

const organizationSchema = z.strictObject(
  {
    id: text(new RegExp(`^${organizationPattern}$`), 'expected the id of your organization, such as o-a1b2c3d4e5'),
  },
  'expected "id: o-a1b2c3d4e5"',
);

/** What `mfa-watch.yaml` may hold, key by key. */
export const fileSchema = z.strictObject(
  {
    /** Absent: that of the shell's region. */
    partition: z.optional(z.enum(partitions, `expected one of ${partitions.join(', ')}`)),
    /** Regions whose events are forwarded home. */
    regions: z._default(
      z.union([z.enum(regionSets), z.array(z.string('expected a region such as eu-north-1'))], regions),
      'sign-in',
    ),
    /** Set where events and inventories of member accounts come in. */
    organization: z.optional(organizationSchema),
    /** Names of accounts by id, for what AWS Organizations cannot be asked. */
    accounts: z._default(
      z.record(account, text(/./, 'expected a name'), 'expected accounts of 12 digits in quotes, each with its name'),
      {},
    ),
    email: z._default(addresses, []),
    /** Who is told of mfa-watch itself; absent: as `email`. */
    guardEmail: z.optional(addresses),
    slack: z._default(z.array(slackSchema, 'expected a list of channels'), []),
    /** The least severity that is sent; what is below is in the daily digest. */
    minSeverity: z._default(severity, 'medium'),
    overrides: z._default(z.array(overrideSchema, 'expected a list of overrides'), []),
    destinations: z._default(z.array(destinationSchema, 'expected a list of destinations'), []),
    /** After a mail, news of the same alert waits so long, unless it is more severe. */
    quietMinutes: z._default(wholeNumber(0, 24 * 60, 'minutes'), 60),
    /** For each account and destination; what is more is told in a summary. */
    floodLimit: z._default(wholeNumber(1, 1000, 'messages an hour'), 20),
    /** So long somebody may take to answer before those are told who are told "when: unanswered". */
    escalateAfterMinutes: z.optional(wholeNumber(5, 24 * 60, 'minutes')),
    /** So often mfa-watch shows that it is alive; an alarm tells the guard when it has not for ten minutes, so one may be lost. */
    heartbeatMinutes: z._default(wholeNumber(1, 4, 'minutes'), 2),
    /** The daily look at the account: where MFA does not protect. */
    posture: z.prefault(postureSchema, {}),
    /** Which country and network an address is of. Paths are relative to the file's folder. */
    addressDatabases: z._default(
      z.array(text(/\.mmdb$/, 'expected the path of an .mmdb file'), 'expected a list of paths of .mmdb files'),
      [],
    ),
    /** Where the folder that holds docs/ can be read. */
    docsUrl: z.optional(
      text(/^https:\/\/[\w.:/~%-]+$/, 'expected an address such as https://github.com/example/mfa-watch/blob/main'),
    ),
    /** Of CloudTrail in Athena. */
    athenaTable: z._default(
      text(tableName, 'expected the name of a table, such as cloudtrail_logs'),
      'cloudtrail_logs',
    ),
    logRetentionDays: z._default(
      z.literal(retentionDays, `expected one of ${retentionDays.join(', ')} (days, as CloudWatch Logs takes them)`),
      90,
    ),
    exceptions: z._default(z.array(exceptionSchema, 'expected a list of exceptions'), []),
    /** By detection id, as written; what is absent keeps the detection's default. */
    detections: z._default(
      z.record(
        z.string(),
        z.record(z.string(), z.unknown(), 'expected settings, each with its value'),
        'expected ids of detections, each with its settings',
      ),
      {},
    ),
  },
  'expected keys such as "email: security@example.com"',
);
export type WrittenFile = z.output<typeof fileSchema>;

/** The keys that are known there, for those who misspelt one. */
export function keysAt(path: Path): string[] {
  const [top] = path;
  if (path.includes('slack')) return Object.keys((top === 'destinations' ? channelSchema : slackSchema).shape);
  if (path.includes('https')) return Object.keys(httpsSchema.shape);
  const schemas: Record<PropertyKey, { shape: object }> = {
    exceptions: exceptionSchema,
    organization: organizationSchema,
    overrides: overrideSchema,
    destinations: destinationSchema,
    posture: postureSchema,
  };
  return Object.keys((schemas[top ?? ''] ?? fileSchema).shape);
}
