import type { App } from 'aws-cdk-lib';
import type { Config } from '../../lambda/config/config';
import { enabled } from '../../lambda/config/detection-settings';
import type { Partition } from '../../lambda/events/partition';
import { detections } from '../../lambda/detections';
import { rulesOf } from '../../lambda/engine/catalogue/pattern';
import { ForwarderTemplate } from './forwarder';
import { HomeTemplate } from './home';
import { MemberTemplate } from './member';

/** Each template is for every partition; this one's home region is the default. */
export function templatePartition({ partition = 'aws' }: Config): Partition {
  return partition;
}

/** All that is deployed, for those who have no CDK. */
export function templates(app: App, config: Config) {
  const partition = templatePartition(config);
  const rules = rulesOf(enabled(detections, config.detections));
  return {
    // Named as the home stack is, so that all logical ids are the same and a deployment can pass from one to the other.
    home: new HomeTemplate(app, 'mfa-watch', config),
    forwarder: new ForwarderTemplate(app, 'mfa-watch-forwarder', { partition, rules }),
    member: new MemberTemplate(app, 'mfa-watch-member', { partition, rules }),
  };
}
