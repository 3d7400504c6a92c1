import { randomUUID } from 'node:crypto';
import { drillDetailType, drillSource, forwarderQueue } from '../../lambda/events/envelope';
import { exerciseRecord } from '../../lambda/events/exercise';
import { forwarderStack } from '../../lambda/engine/health/stack-names';
import { homeRegion, partitionOf } from '../../lambda/events/partition';
import { accessError, said } from './aws-error';
import { regionOf, type HomeOptions } from './home';
import { write, type Terminal } from '../terminal/terminal';
import { UsageError } from '../usage-error';

export interface DrillOptions extends HomeOptions {
  account?: string;
}

/** Sends a marked event through the deployed pipeline: the way to see that forwarders, mail and Slack work. */
export async function runDrill(options: DrillOptions, terminal: Terminal): Promise<number> {
  if (options.account !== undefined && !/^\d{12}$/.test(options.account))
    throw new UsageError(`--account "${options.account}" is not an account id: expected 12 digits`);
  const region = regionOf(options, terminal.env);
  const record = drillRecord(region, options.account, new Date(), randomUUID());
  await put(record, region);
  await write(terminal.stdout, instructions(region, record));
  return 0;
}

type Drill = ReturnType<typeof drillRecord>;

export function drillRecord(region: string, account: string | undefined, now: Date, eventID: string) {
  return exerciseRecord({ kind: 'drill', region, account, now, eventID, mark: eventID.slice(0, 8) });
}

async function put(record: object, region: string): Promise<void> {
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  const client = new EventBridgeClient({ region });
  const entry = { Source: drillSource, DetailType: drillDetailType, Detail: JSON.stringify(record) };
  try {
    const { Entries, FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount === 0) return;
    throw new Error(`${Entries?.[0]?.ErrorCode ?? 'unknown error'}: ${Entries?.[0]?.ErrorMessage ?? 'no message'}`);
  } catch (error) {
    const refusal: Error | undefined = accessError(error, 'events:PutEvents');
    throw refusal ?? new Error(`EventBridge in ${region} did not take the drill: ${said(error)}`, { cause: error });
  } finally {
    client.destroy();
  }
}

function instructions(region: string, { eventID, userIdentity, requestParameters }: Drill): string {
  const home = homeRegion(partitionOf(region));
  const checks = [
    `The stack is deployed in ${home}, in the account of these credentials: drills of other accounts go nowhere.`,
    `Every mail subscription is confirmed: look for "Confirm subscription" in the mailbox, also in the spam folder;
     confirm it with npm start -- subscriptions confirm '<link>', not by a click.`,
    'Slack: the Amazon Q app is in the channel (/invite @Amazon Q).',
    "The detect function's log group, and its dead-letter and on-failure queues.",
  ];
  const way =
    region === home
      ? ''
      : `\nThe forwarder there hands it over to the function's region, ${home}, as it does with real events.`;
  if (region !== home)
    checks.unshift(
      `A drill without --region arrives? Then it is the forwarder: stack ${forwarderStack(region)} is deployed (cdk deploy "**"),
     and nothing lies in queue ${forwarderQueue} of ${region}.`,
    );
  return `Drill sent to the default event bus of ${region}: event ${eventID}.${way}

What should arrive within a minute, in every mailbox and Slack channel that mfa-watch serves, also those of overrides:
  an alert that begins with [DRILL]: ${userIdentity.userName} added an MFA device to ${requestParameters.userName}.
Nothing was changed in the account.

If nothing has come after five minutes, check in this order:
${checks.map((check, index) => `  ${index + 1}. ${check}\n`).join('')}`;
}
