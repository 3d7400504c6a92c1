import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { context } from '../../cdk.json';
import type { Config } from '../../lambda/config/config';
import type { Partition } from '../../lambda/events/partition';
import { HomeStack } from '../../lib/stacks/home-stack';
import { reachOf } from '../../lib/organization/reach';

/** A Slack channel as the configuration has it; what differs is its id. */
export const channel = { workspaceId: 'T01ABCDEF', channelId: 'C09ABCDEF', userRoles: false, buttons: true };

export const config: Config = {
  regions: 'sign-in',
  accounts: {},
  overrides: [],
  email: ['security@example.com'],
  slack: [
    { ...channel, name: 'security', channelId: 'C01ABCDEF', minSeverity: 'high' },
    { ...channel, name: 'everything', channelId: 'C02ABCDEF', minSeverity: 'info' },
  ],
  destinations: [],
  minSeverity: 'medium',
  quietMinutes: 60,
  floodLimit: 20,
  escalateAfterMinutes: 30,
  heartbeatMinutes: 2,
  posture: { enabled: true, summaryDay: 'monday', passwordGraceDays: 7 },
  addressDatabases: [],
  athenaTable: 'cloudtrail_logs',
  logRetentionDays: 90,
  exceptions: [],
  detections: { 'repeated-mfa-failures': { medium: 4 } },
};

interface Options {
  config?: Config;
  partition?: Partition;
  /** undefined: not known at synthesis. */
  account?: string | undefined;
  /** Of the stack; default: as `bin/app.ts` calls it. */
  name?: string;
}

/** As the CDK command line makes it, but for the bundle, which takes seconds. */
export function newApp(changed: Record<string, unknown> = {}): App {
  const quiet = { '@aws-cdk/core:annotationsInValidationReport': false };
  return new App({ context: { ...context, ...quiet, [BUNDLING_STACKS]: [], ...changed } });
}

/** The stack as `cdk synth` makes it. */
export function synthesised(changed: Options = {}) {
  const app = newApp();
  const {
    config: used,
    partition,
    account,
    name,
  } = { config, partition: 'aws' as const, account: '111122223333', name: 'mfa-watch', ...changed };
  const stack = new HomeStack(app, name, { config: used, reach: reachOf(used.regions, partition), account });
  return { app, stack, template: Template.fromStack(stack) };
}

/** @returns logical id and properties of each, at least one. */
export function resourcesOf(template: Template, type: string): [string, unknown][] {
  const found = Object.entries(template.findResources(type)).map(([id, resource]): [string, unknown] => [
    id,
    resource['Properties'],
  ]);
  if (found.length === 0) throw new Error(`the template has no ${type}`);
  return found;
}

/** What stands under the path; undefined where it leads nowhere. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);
}

/** The logical id that a Ref or Fn::GetAtt names. */
export function idOf(reference: unknown): unknown {
  return at(reference, 'Ref') ?? at(reference, 'Fn::GetAtt', 0);
}
