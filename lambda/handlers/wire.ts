import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ConfiguredAccounts } from '../adapters/accounts-configured';
import { OrganizationsAccounts } from '../adapters/accounts-organizations';
import { addressDatabasesIn } from '../adapters/addresses-mmdb';
import { awsClients } from '../adapters/aws-clients';
import { SqsDeadLetters } from '../adapters/dead-letters-sqs';
import { AwsDestinations } from '../adapters/destinations-aws';
import { IamDevices } from '../adapters/devices-iam';
import { DynamoLedger, DynamoTimelines, DynamoTimers } from '../adapters/dynamodb';
import { DynamoNotebook } from '../adapters/dynamodb-notebook';
import { DynamoRegisters } from '../adapters/dynamodb-registers';
import { HeartbeatTopics } from '../adapters/heartbeat-topics';
import { PowertoolsJournal } from '../adapters/journal-powertools';
import { MemberAccess } from '../adapters/member-access';
import { IamPolicies } from '../adapters/policies-iam';
import { SnsSubscriptions } from '../adapters/subscriptions-sns';
import { fromEnvironment } from '../config/environment';
import { partitionOf } from '../config/partition';
import { detections } from '../detections';
import { Agenda } from '../engine/agenda';
import { Courier } from '../engine/courier';
import { Deliveries } from '../engine/deliveries';
import { Expectations } from '../engine/expectations';
import { FloodGate } from '../engine/flood-gate';
import { FollowUps } from '../engine/follow-ups';
import { Notifier } from '../engine/notifier';
import { Once } from '../engine/once';
import { watcher } from '../engine/pattern';
import { Pipeline } from '../engine/pipeline';
import { Receiver } from '../engine/receiver';
import { Responder } from '../engine/responder';
import { SubscriptionWatch } from '../engine/subscription-watch';

type Env = Readonly<Record<string, string | undefined>>;

/** What both functions have. @param env of the process: what `toEnvironment` wrote, and what Lambda adds. */
function common(env: Env) {
  const told = fromEnvironment(env);
  const { account, organization, table } = told;
  const clients = awsClients();
  const { dynamodb, organizations } = clients;
  const clock = Date.now;
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
    courier: new Courier(ledger, destinations, clock, agenda),
    once: new Once({ notebook, notices: destinations, clock }),
    hasMembers: organization !== null,
  };
  return { told, clients, journal, parts };
}

/** The function that judges events. */
export function wireReceiver(env: Env): { receiver: Receiver; journal: PowertoolsJournal } {
  const { told, clients, journal, parts } = common(env);
  const { account, organization, table, pace, exceptions } = told;
  const { dynamodb, iam, sqs, sts } = clients;
  const { clock } = parts;
  const access = new MemberAccess(
    { account, organization, partition: partitionOf(env['AWS_REGION']) },
    iam,
    sts,
    clock,
  );
  const timers = (prefix?: string) => new DynamoTimers(dynamodb, table, clock, prefix);
  const judging = {
    ...parts,
    ...{ detections, settings: told.detections, exceptions, pace },
    addresses: addressDatabasesIn(join(env['LAMBDA_TASK_ROOT'] ?? __dirname, 'addresses'), (problem) => {
      journal.unreadableDatabase(problem);
    }),
    devices: new IamDevices(access),
    policies: new IamPolicies(access),
    timelines: new DynamoTimelines(dynamodb, table, clock),
  };
  // A drill goes to everybody at once, and leaves no trace in what is told of real events.
  const { notebook: _, gate: _ungated, agenda: _unplanned, pace: _atOnce, ...drilling } = judging;
  // What mfa-watch.yaml turns off, lowers or excepts must not end it; nobody is told by it.
  const { expectations: _unexpected, exceptions: _unexcepted, ...beating } = drilling;
  const receiver = new Receiver({
    ...parts,
    real: new Pipeline({ ...judging, timers: timers() }),
    drill: new Pipeline({ ...drilling, timers: timers('drill/'), exercise: 'drill' }),
    heartbeat: new Pipeline({
      ...{ ...beating, settings: {}, timers: timers('heartbeat/'), exercise: 'heartbeat' },
      destinations: new HeartbeatTopics(clients.sns, told.destinations),
    }),
    notifier: new Notifier({ ...parts, exceptions }),
    followUps: new FollowUps({ ...parts, floodLimit: pace.floodLimit }),
    subscriptionWatch: new SubscriptionWatch({
      ...parts,
      subscriptions: new SnsSubscriptions(clients, told.destinations, account),
    }),
    watched: watcher(detections),
    deadLetters: new SqsDeadLetters(sqs, told.deadLetters),
    journal,
  });
  return { receiver, journal };
}

/** The function that people talk to. */
export function wireResponder(env: Env): { responder: Responder; journal: PowertoolsJournal } {
  const { journal, parts } = common(env);
  const newId = () => randomUUID().slice(0, 8);
  return { responder: new Responder({ ...parts, newId }), journal };
}
