import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfiguredAccounts } from '../adapters/accounts-configured';
import { OrganizationsAccounts } from '../adapters/accounts-organizations';
import { addressDatabasesIn } from '../adapters/addresses-mmdb';
import { awsClients } from '../adapters/aws-clients';
import { boundedWait } from '../adapters/bounded-wait';
import { SqsDeadLetters } from '../adapters/dead-letters-sqs';
import { AwsDestinations } from '../adapters/destinations-aws';
import { IamDevices } from '../adapters/devices-iam';
import { DynamoLedger, DynamoTimelines, DynamoTimers } from '../adapters/dynamodb';
import { DynamoNotebook } from '../adapters/dynamodb-notebook';
import { DynamoRegisters } from '../adapters/dynamodb-registers';
import { alertsLive } from '../adapters/dynamodb-rows';
import { CloudTrailHistory } from '../adapters/event-history-cloudtrail';
import { HeartbeatTopics } from '../adapters/heartbeat-topics';
import { PowertoolsJournal } from '../adapters/journal-powertools';
import { MemberAccess } from '../adapters/member-access';
import { AwsPermissions } from '../adapters/permissions-aws';
import { IamPolicies } from '../adapters/policies-iam';
import { SnsSubscriptions } from '../adapters/subscriptions-sns';
import { fromEnvironment, toldBy } from '../config/environment';
import { enabled } from '../config/detection-settings';
import { homeRegion, partitionOf } from '../config/partition';
import { detections } from '../detections';
import { Agenda } from '../engine/agenda';
import { Courier } from '../engine/courier';
import { Crowds } from '../engine/crowds';
import { Deliveries } from '../engine/deliveries';
import { Expectations } from '../engine/expectations';
import { FloodGate } from '../engine/flood-gate';
import { FollowUps } from '../engine/follow-ups';
import { Notifier } from '../engine/notifier';
import { Once } from '../engine/once';
import { watcher } from '../engine/pattern';
import { Pipeline } from '../engine/pipeline';
import { Receiver } from '../engine/receiver';
import { Reconciliation } from '../engine/reconciliation';
import { Responder } from '../engine/responder';
import { SubscriptionWatch } from '../engine/subscription-watch';
import { sweptNames } from '../engine/swept-names';

type Env = Readonly<Record<string, string | undefined>>;

/** What all functions have. @param env of the process: what `toEnvironment` wrote, and what Lambda adds. */
function common(env: Env) {
  const told = fromEnvironment(env);
  const { account, organization, table } = told;
  const clients = awsClients();
  const { dynamodb, organizations } = clients;
  const clock = Date.now;
  const wait = boundedWait;
  const journal = new PowertoolsJournal();
  const stepsOf = (id: string) => detections.find((detection) => detection.id === id)?.runbook ?? [];
  const destinations = new AwsDestinations(clients, told, stepsOf, clock);
  const notebook = new DynamoNotebook(dynamodb, table, clock);
  const registers = new DynamoRegisters(dynamodb, table, clock);
  const ledger = new DynamoLedger(dynamodb, table, clock);
  const configured = new ConfiguredAccounts(told.accounts);
  const agenda = new Agenda(new DynamoTimers(dynamodb, table, clock, 'follow-up/'), notebook);
  const gate = new FloodGate(registers, clock, told.pace.floodLimit);
  const parts = {
    account,
    clock,
    wait,
    accounts: organization === null ? configured : new OrganizationsAccounts(organizations, configured, journal, clock),
    ledger,
    notebook,
    registers,
    destinations,
    notices: destinations,
    gate,
    agenda,
    expectations: new Expectations(registers),
    deliveries: new Deliveries(destinations, clock, told.pace, gate),
    courier: new Courier(ledger, destinations, clock, agenda, { wait }),
    once: new Once({ notebook, notices: destinations, clock, wait }),
    hasMembers: organization !== null,
  };
  return { told, clients, journal, parts };
}

/** The function that judges events. */
export function wireReceiver(env: Env) {
  const { receiver, permissions, journal } = judging(env);
  return { receiver, permissions, journal };
}

/** The function that looks for what EventBridge has not delivered, and judges that. */
export function wireReconciliation(env: Env): { reconciliation: Reconciliation; journal: PowertoolsJournal } {
  const { told, clients, parts, receiver, real, journal } = judging(env);
  const listened = enabled(detections, told.detections);
  const reconciliation = new Reconciliation({
    ...{ ...parts, receiver, real, journal },
    home: homeRegion(partitionOf(env['AWS_REGION'])),
    names: sweptNames(listened),
    watched: watcher(listened),
    history: new CloudTrailHistory(clients.cloudTrail, parts.clock, sleep, Math.random),
    // So that a pause is still known for one when everything else of that time is forgotten.
    registers: new DynamoRegisters(clients.dynamodb, told.table, parts.clock, alertsLive),
  });
  return { reconciliation, journal };
}

function judging(env: Env) {
  const { told, clients, journal, parts } = common(env);
  const { account, organization, table, pace, exceptions } = told;
  const { dynamodb, iam, sqs, sts } = clients;
  const { clock } = parts;
  const home = { account, organization, partition: partitionOf(env['AWS_REGION']) };
  const newAccess = () => new MemberAccess(home, iam, sts, clock);
  const access = newAccess();
  const subscriptions = new SnsSubscriptions(clients, toldBy(told), account);
  const timers = (prefix?: string) => new DynamoTimers(dynamodb, table, clock, prefix);
  const knowing = {
    ...parts,
    ...{ detections, settings: told.detections, exceptions, pace },
    addresses: addressDatabasesIn(join(env['LAMBDA_TASK_ROOT'] ?? __dirname, 'addresses'), (problem) => {
      journal.unreadableDatabase(problem);
    }),
    devices: new IamDevices(access, journal),
    policies: new IamPolicies(access),
    timelines: new DynamoTimelines(dynamodb, table, clock),
    journal,
  };
  // A drill goes to everybody at once, and leaves no trace in what is told of real events.
  const { notebook: _, gate: _ungated, agenda: _unplanned, pace: _atOnce, ...drilling } = knowing;
  // What mfa-watch.yaml turns off, lowers or excepts must not end it; nobody is told by it.
  const { expectations: _unexpected, exceptions: _unexcepted, ...beating } = drilling;
  const crowds = new Crowds(parts.registers, timers(), clock);
  const real = new Pipeline({ ...knowing, timers: timers(), crowds });
  const receiver = new Receiver({
    ...{ ...parts, real },
    drill: new Pipeline({ ...drilling, timers: timers('drill/'), exercise: 'drill' }),
    heartbeat: new Pipeline({
      ...{ ...beating, settings: {}, timers: timers('heartbeat/'), exercise: 'heartbeat' },
      destinations: new HeartbeatTopics(clients.sns, told.destinations),
    }),
    notifier: new Notifier({ ...parts, exceptions }),
    followUps: new FollowUps({ ...parts, floodLimit: pace.floodLimit }),
    subscriptionWatch: new SubscriptionWatch({ ...parts, subscriptions }),
    watched: watcher(detections),
    deadLetters: new SqsDeadLetters(sqs, told.deadLetters),
    journal,
  });
  const permissions = new AwsPermissions({ dynamodb, iam, sqs, subscriptions, told, access: newAccess });
  return { told, clients, parts, receiver, real, permissions, journal };
}

/** The function that people talk to. */
export function wireResponder(env: Env): { responder: Responder; journal: PowertoolsJournal } {
  const { journal, parts } = common(env);
  const newId = () => randomUUID().slice(0, 8);
  return { responder: new Responder({ ...parts, newId }), journal };
}
