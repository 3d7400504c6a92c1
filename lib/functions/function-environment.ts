import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../../lambda/config/config';
import { toEnvironment } from '../../lambda/config/environment';
import { detection as detectorTampered } from '../../lambda/detections/detector-tampered';
import type { Destinations } from '../destinations/destinations';
import { filledIn } from '../rules/filled-in';
import { defaultBus } from '../rules/forwarder';
import type { Guard } from '../alarms/guard';

interface FunctionEnvironmentProps {
  config: Omit<Config, 'partition' | 'regions'>;
  memory: ITable;
  destinations: Destinations;
  deadLetters: IQueue;
  guard: Guard;
}

/** What the functions are told at deployment, all of them the same. */
export function functionEnvironment(scope: Construct, props: FunctionEnvironmentProps): Record<string, string> {
  const { config, memory, destinations, deadLetters, guard } = props;
  const { exceptions, accounts, organization, quietMinutes, floodLimit, escalateAfterMinutes } = config;
  const { athenaTable, docsUrl, posture } = config;
  return toEnvironment(
    {
      table: memory.tableName,
      destinations: destinations.all.map(({ name, kind, arn }) => ({ name, kind, arn })),
      routes: destinations.routes,
      besides: destinations.besides,
      pace: { quietMinutes, floodLimit, escalateAfterMinutes },
      hints: { athenaTable, docsUrl, answerQueue: destinations.answers?.queueUrl },
      deadLetters: deadLetters.queueUrl,
      guard: guard.topic.topicArn,
      detections: guarding(scope, config, partIds(props)),
      exceptions,
      posture: postureOf(posture),
      account: Stack.of(scope).account,
      accounts,
      organization: organization?.id ?? null,
    },
    (text) => filledIn(scope, text),
  );
}

function postureOf({ enabled, ...how }: Config['posture']) {
  return enabled ? how : null;
}

/** Ids of parts whose names begin neither with the stack's nor with `mfa-watch`. */
export function partIds({
  config,
  destinations,
  guard,
}: Pick<FunctionEnvironmentProps, 'config' | 'destinations' | 'guard'>): string[] {
  return [destinations.key.keyId, guard.key.keyId, ...workspacesOf(config)];
}

/** Whoever takes away the authorization of a workspace names its id alone. */
function workspacesOf({
  slack,
  overrides,
  destinations,
}: Pick<Config, 'slack' | 'overrides' | 'destinations'>): string[] {
  const channels = [{ slack }, ...overrides, ...destinations].flatMap(({ slack: named }) => named ?? []);
  return [...new Set(channels.map(({ workspaceId }) => workspaceId))];
}

/**
 * Tells the detection that guards this deployment what belongs to it.
 *
 * @param ids of parts, see `partIds`.
 */
function guarding(
  scope: Construct,
  { detections, organization }: Pick<Config, 'detections' | 'organization'>,
  ids: readonly string[],
): Config['detections'] {
  const { id, settings: schema } = detectorTampered;
  const { resources } = schema.parse(detections[id] ?? {});
  const { stackName: stack, region } = Stack.of(scope);
  return {
    ...detections,
    [id]: {
      ...detections[id],
      stack,
      resources: [...resources, ...ids],
      ...(organization && { bus: defaultBus(scope, region) }),
    },
  };
}
