import * as z from 'zod/mini';
import { account, organizationalUnit } from './account';
import { addresses, arnAtHome, name, severity, text } from './values';

const yesOrNo = z.boolean('expected true or false');

const channel = {
  workspaceId: text(/^T[A-Z0-9]{2,}$/, 'expected the id of a Slack workspace, such as T01ABCDEF'),
  channelId: text(/^[CG][A-Z0-9]{2,}$/, 'expected the id of a Slack channel, such as C01ABCDEF'),
  /** Each member acts with a role of their own, and not with the channel's. */
  userRoles: z._default(yesOrNo, false),
  /** Whether an alert can be answered there. */
  buttons: z._default(yesOrNo, true),
};
const noChannel = 'expected workspaceId and channelId';
export const channelSchema = z.strictObject(channel, noChannel);
export type Channel = z.output<typeof channelSchema>;

export const slackSchema = z.strictObject(
  { name: z.optional(name), ...channel, minSeverity: z.optional(severity) },
  noChannel,
);

const httpsFormats = ['alert', 'pagerduty'] as const;

/** What the connection itself sets, or takes as its own business. */
const reserved = ['Host', 'Content-Length', 'Content-Type', 'User-Agent', 'Connection', 'Transfer-Encoding'];
const isReserved = (header: string): boolean => reserved.some((one) => one.toLowerCase() === header.toLowerCase());
const noUrl = 'expected an address such as https://events.pagerduty.com/v2/enqueue';

export const httpsSchema = z.strictObject(
  {
    /** As EventBridge takes it (API reference, CreateApiDestination). */
    url: text(/^https:\/\/[\w-]+(\.[\w-]+)+(:\d+)?(\/[-\w.~!$&'(),;=:@%/?+]*)?$/, noUrl).check(
      z.maxLength(2048, `${noUrl}, of at most 2048 characters`),
    ),
    /** Absent: `Authorization`. Of PagerDuty it is given. */
    header: z.optional(
      text(/^[\w-]{1,100}$/, 'expected the name of an HTTP header, such as Authorization').check(
        z.refine((header) => !isReserved(header), `expected a header other than ${reserved.join(', ')}`),
      ),
    ),
    /** ARN of the secret whose text is the header's value; of PagerDuty the routing key. */
    secret: arnAtHome(
      'secretsmanager',
      'secret:[\\w/+=.@-]{1,512}',
      'expected the ARN of a secret in the home region, such as arn:aws:secretsmanager:us-east-1:111122223333:secret:pager-AbCdEf',
    ),
    /** Another one makes the deployment read the secret again. */
    secretVersion: z.optional(
      text(/^[\w-]{32,64}$/, 'expected the id of a version of the secret, 32 to 64 letters, digits, "-" or "_"'),
    ),
    /** What is sent: the alert as docs/alert.md has it, or an event of PagerDuty's Events API v2. */
    format: z._default(z.enum(httpsFormats, `expected one of ${httpsFormats.join(', ')}`), 'alert'),
  },
  'expected url and secret',
);
export type Https = z.output<typeof httpsSchema>;

const given = z.literal(true, 'expected true, or to be left out');

/** Where one destination may be. */
const places = {
  email: z.optional(addresses),
  slack: z.optional(channelSchema),
  /** An SQS queue that is made for it. */
  queue: z.optional(given),
  /** ARN of an event bus of somebody's own. */
  eventBus: z.optional(
    arnAtHome(
      'events',
      'event-bus/[\\w.-]{1,256}',
      'expected the ARN of an event bus in the home region, such as arn:aws:events:us-east-1:111122223333:event-bus/security',
    ),
  ),
  https: z.optional(httpsSchema),
  securityHub: z.optional(given),
};
export const placeNames = [
  'email',
  'slack',
  'queue',
  'eventBus',
  'https',
  'securityHub',
] as const satisfies readonly (keyof typeof places)[];

const whose = {
  accounts: z._default(z.array(account, 'expected a list of accounts in quotes'), []),
  /** Ids; an account is in a unit that is anywhere above it. */
  organizationalUnits: z._default(z.array(organizationalUnit, 'expected a list of ids such as ou-ab12-34567890'), []),
};

const ids = z
  .array(text(/./, 'expected the id of a detection'), 'expected a list of ids of detections')
  .check(z.minLength(1, 'expected at least one id of a detection'));

/** How the function calls what `destinations` in mfa-watch.yaml names, so that no other name can be the same. */
export const besidePrefix = 'to-';

/** One more destination, and what it is told of; what is absent limits nothing. */
export const destinationSchema = z.strictObject(
  {
    name,
    ...places,
    minSeverity: z.optional(severity),
    /** One of them must be in the alert. */
    detections: z.optional(ids),
    ...whose,
    /** Told only of what nobody has answered in time. */
    when: z.optional(z.literal('unanswered', 'expected unanswered, or to be left out')),
  },
  `expected name, and one of ${placeNames.join(', ')}`,
);
export type WrittenDestination = z.output<typeof destinationSchema>;

export const overrideSchema = z.strictObject(
  {
    name,
    ...whose,
    email: z.optional(addresses),
    slack: z.optional(z.array(slackSchema, 'expected a list of channels')),
    minSeverity: z.optional(severity),
  },
  'expected name, accounts or organizationalUnits, and email, slack or minSeverity',
);
export type WrittenOverride = z.output<typeof overrideSchema>;
