import { Stack, Token } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Config } from '../lambda/config/config';
import { enabled } from '../lambda/config/detection-settings';
import { homeRegion, partitionOf } from '../lambda/events/partition';
import { detections } from '../lambda/detections';
import { rulesOf } from '../lambda/engine/catalogue/pattern';
import { Alarms } from './alarms/alarms';
import { Dashboard } from './alarms/dashboard';
import { DeadLetters } from './dead-letters';
import { Destinations } from './destinations/destinations';
import { addDetectFunction } from './functions/detect-function';
import { EventRules } from './rules/event-rules';
import { Guard } from './alarms/guard';
import { functionEnvironment, partIds } from './functions/function-environment';
import { Heartbeat } from './functions/heartbeat';
import { Memory } from './memory';
import { OrganizationAccess } from './organization/organization-access';
import type { OwnFunction } from './functions/own-function';
import { addPostureFunction } from './functions/posture-function';
import { addReconcileFunction } from './functions/reconcile-function';
import { addRespondFunction } from './functions/respond-function';
import { TamperRules } from './alarms/tamper-rules';

export type DetectorConfig = Omit<Config, 'partition' | 'regions'>;

/** Everything that runs in the home region: rules, functions, memory and destinations. */
export class Detector extends Construct {
  readonly detect: OwnFunction;
  readonly respond: OwnFunction;
  readonly reconcile: OwnFunction;
  /** Only where `mfa-watch.yaml` does not turn it off. */
  readonly posture: OwnFunction | undefined;
  readonly memory: Memory;
  readonly destinations: Destinations;
  readonly deadLetters: DeadLetters;
  readonly guard: Guard;
  /** Only with an organization. */
  readonly organization: OrganizationAccess | undefined;

  /**
   * @param forwarded the other regions whose events arrive here, by forwarders.
   * @throws if the stack is not in the home region of its partition: nothing of IAM would ever arrive.
   */
  constructor(scope: Construct, id: string, config: DetectorConfig, forwarded: readonly string[] = []) {
    super(scope, id);
    const { region } = Stack.of(this);
    const home = homeRegion(partitionOf(region));
    if (!Token.isUnresolved(region) && region !== home)
      throw new Error(
        `mfa-watch in ${region}: IAM's events are in ${home} only; give the stack env: { region: '${home}' }`,
      );
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.memory = new Memory(this, 'Memory');
    // Under another id the topics would be new ones, and everybody would have to confirm again.
    this.destinations = new Destinations(this, 'Topics', config);
    this.guard = new Guard(this, 'Guard', config.guardEmail ?? config.email);
    const { memory, destinations, deadLetters, guard } = this;
    const parts = { config, memory, destinations, deadLetters, guard };
    const given = { ...parts, environment: functionEnvironment(this, parts) };
    this.detect = addDetectFunction(this, given, config.organization !== undefined);
    this.respond = addRespondFunction(this, given);
    this.reconcile = addReconcileFunction(this, given);
    this.posture = config.posture.enabled ? addPostureFunction(this, given) : undefined;
    const [detect, respond] = [this.detect.handler, this.respond.handler];
    const [reconcile, posture] = [this.reconcile.handler, this.posture?.handler];
    new EventRules(this, 'Rules', {
      rules: rulesOf(enabled(detections, config.detections)),
      target: detect,
      reconcile: { target: reconcile, regions: [region, ...forwarded] },
      ...{ posture, deadLetters, alarms: destinations.alarms },
    });
    const { beat, pulse } = new Heartbeat(this, 'Heartbeat', {
      ...{ config, destinations, guard, detect, reconcile, posture },
    });
    new TamperRules(this, 'TamperRules', { config, guard, deadLetters, partIds: partIds(parts) });
    new Alarms(this, 'Alarms', parts);
    this.organization =
      config.organization &&
      new OrganizationAccess(this, 'Organization', {
        organization: config.organization.id,
        detect: this.detect.role,
        others: [this.respond, this.reconcile, this.posture].flatMap((one) => one?.role ?? []),
        region,
      });
    new Dashboard(this, 'Dashboard', {
      ...parts,
      functions: { detect, respond, reconcile, ...(posture && { posture }), beat, pulse },
      alarms: this.node.findAll().filter((part) => part instanceof Alarm),
    });
  }
}
