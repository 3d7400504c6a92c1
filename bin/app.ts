import { Annotations, App } from 'aws-cdk-lib';
import { readConfig } from '../lambda/adapters/config-file';
import { enabled } from '../lambda/config/detection-settings';
import { partitionOf } from '../lambda/config/partition';
import { detections } from '../lambda/detections';
import { rulesOf } from '../lambda/engine/pattern';
import { HomeStack } from '../lib/home-stack';

const app = new App();
const file = app.node.tryGetContext('config') as string | undefined;
const read = readConfig(file, { email: app.node.tryGetContext('email') }, detections);
if (read.ok) {
  const stack = new HomeStack(app, 'mfa-watch', {
    config: read.config,
    partition: read.config.partition ?? partitionOf(process.env['CDK_DEFAULT_REGION']),
    account: process.env['CDK_DEFAULT_ACCOUNT'],
    rules: rulesOf(enabled(detections, read.config.detections)),
  });
  for (const warning of read.warnings) Annotations.of(stack).addWarningV2('mfa-watch:expired-exception', warning);
} else {
  console.error(read.problems.join('\n'));
  process.exitCode = 1;
}
