import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkConfig, type Config, type Destination, type Override, type SlackChannel } from '../lambda/config/config';
import type { Channel, Https } from '../lambda/config/destinations';
import type { Exception } from '../lambda/config/exceptions';
import { detections } from '../lambda/detections';
import type { Severity } from '../lambda/detections/severity';
import { Detector } from './detector';

type Written<Value, Optional extends keyof Value> = Omit<Value, Optional> & Partial<Pick<Value, Optional>>;

/**
 * What `mfa-watch.yaml` says, with the same names, defaults and checks; but for `partition` and `regions`, which the stack's
 * own region and the ForwarderStacks of the app say.
 */
export interface MfaWatchProps {
  /** Who gets mail; AWS asks each to confirm. @default - no mail */
  readonly email?: string | string[];
  /** Who gets mail when somebody tampers with mfa-watch, or it does not work. @default - as email */
  readonly guardEmail?: string | string[];
  /** Slack channels, by way of Amazon Q Developer in chat applications. @default - none */
  readonly slack?: Written<SlackChannel, 'name' | 'minSeverity' | 'userRoles' | 'buttons'>[];
  /** The least severity that is sent; what is below is recorded. @default medium */
  readonly minSeverity?: Severity;
  /** Days for which the functions' logs are kept, as CloudWatch Logs takes them. @default 90 */
  readonly logRetentionDays?: Config['logRetentionDays'];
  /** Lets the members of the organization send events, and the function look up their devices. @default - this account */
  readonly organization?: { id: string };
  /** Names of accounts by id, for what AWS Organizations cannot be asked. @default - none */
  readonly accounts?: Record<string, string>;
  /** Other destinations for alerts of some accounts. @default - none */
  readonly overrides?: (Written<Omit<Override, 'slack'>, 'accounts' | 'organizationalUnits' | 'minSeverity'> &
    Pick<MfaWatchProps, 'slack'>)[];
  /** More destinations, each with what it is told of; every one that fits is told. @default - none */
  readonly destinations?: (Written<
    Omit<Destination, 'email' | 'slack' | 'https'>,
    'accounts' | 'organizationalUnits' | 'minSeverity'
  > &
    Pick<MfaWatchProps, 'email'> & {
      readonly slack?: Written<Channel, 'userRoles' | 'buttons'>;
      readonly https?: Written<Https, 'format'>;
    })[];
  /** Minutes after a mail in which news of the same alert waits, unless it is more severe. @default 60 */
  readonly quietMinutes?: number;
  /** Messages an hour for one account and one destination; what is more is told in a summary. @default 20 */
  readonly floodLimit?: number;
  /** Minutes in which somebody must answer an alert of high or critical before others are told. @default 30 */
  readonly escalateAfterMinutes?: number;
  /** Minutes between two signs of life; when none has come for ten minutes, the guard is told. @default 2 */
  readonly heartbeatMinutes?: number;
  /** The daily look at the account for what MFA does not protect. @default - on, its summary told on Mondays, 7 days of grace */
  readonly posture?: Partial<Config['posture']>;
  /** Files (.mmdb) that say of which country and network an address is. @default - alerts do not say it */
  readonly addressDatabases?: string[];
  /** Where people read the folder that holds docs/ (https). @default - alerts name the pages without a link */
  readonly docsUrl?: string;
  /** Table of CloudTrail in Athena, for the queries in alerts. @default cloudtrail_logs */
  readonly athenaTable?: string;
  /** What is expected to happen: recorded, and nobody is told. @default - none */
  readonly exceptions?: Exception[];
  /** Settings by detection id, as the pages of docs/detections list them. @default - those of each detection */
  readonly detections?: Record<string, Record<string, unknown>>;
}

/**
 * mfa-watch in a stack of yours, which must be in the home region of its partition (us-east-1; us-gov-west-1; cn-north-1;
 * eusc-de-east-1), once an account.
 */
export class MfaWatch extends Detector {
  /** @throws with a line for each prop that is wrong: where, what was expected, what is there. */
  constructor(scope: Construct, id: string, props: MfaWatchProps = {}) {
    const written = { value: props, problems: [], lineOf: () => undefined };
    const checked = checkConfig(written, id, {}, detections, Date.now());
    if (!checked.ok) throw new Error(checked.problems.join('\n'));
    super(scope, id, checked.config);
    for (const warning of checked.warnings) Annotations.of(this).addWarningV2('mfa-watch:configuration', warning);
  }
}
