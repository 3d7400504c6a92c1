import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { context } from '../../cdk.json';
import type { Config } from '../../lambda/config/config';
import { detections } from '../../lambda/detections';
import { rulesOf } from '../../lambda/engine/pattern';
import { HomeStack } from '../../lib/home-stack';

export const config: Config = {
  email: ['security@example.com'],
  slack: [
    { name: 'security', workspaceId: 'T01ABCDEF', channelId: 'C01ABCDEF', minSeverity: 'high' },
    { name: 'everything', workspaceId: 'T01ABCDEF', channelId: 'C02ABCDEF', minSeverity: 'info' },
  ],
  minSeverity: 'medium',
  logRetentionDays: 90,
  exceptions: [],
  detections: { 'repeated-mfa-failures': { medium: 4 } },
};

type Props = ConstructorParameters<typeof HomeStack>[2];

/** The stack as `cdk synth` makes it, but for the bundle, which takes seconds. */
export function synthesised(changed: Partial<Props> = {}) {
  const quiet = { '@aws-cdk/core:annotationsInValidationReport': false };
  const app = new App({ context: { ...context, ...quiet, 'aws:cdk:bundling-stacks': [] } });
  const stack = new HomeStack(app, 'mfa-watch', {
    config,
    partition: 'aws',
    account: '111122223333',
    rules: rulesOf(detections),
    ...changed,
  });
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
