import { join } from 'node:path';
import { SqsDeadLetters } from '../adapters/dead-letters-sqs';
import { IamDevices } from '../adapters/devices/devices-iam';
import { once } from '../adapters/aws-clients';
import { DynamoDossiers, DynamoTimelines, DynamoTimers } from '../adapters/dynamodb/timelines';
import { DynamoExposures } from '../adapters/dynamodb/exposures';
import { StoredExposures } from '../adapters/exposures-stored';
import { HeartbeatTopics } from '../adapters/heartbeat-topics';
import { MemberAccess } from '../adapters/member-access';
import { IamPolicies } from '../adapters/policies-iam';
import { toldBy } from '../config/environment';
import { partitionOf } from '../events/partition';
import { detections } from '../detections';
import { Crowds } from '../engine/crowds';
import { watcher } from '../engine/catalogue/pattern';
import { Pipeline } from '../engine/pipeline';
import { Receiver } from '../engine/receiver';
import { common, type Env } from './wire';

/** What those functions have that judge events. */
export function judging(env: Env) {
  const { told, clients, journal, parts } = common(env);
  const { account, organization, table, pace, exceptions } = told;
  const { dynamodb, iam, sqs, sts } = clients;
  const { clock } = parts;
  const home = { account, organization, partition: partitionOf(env['AWS_REGION']) };
  const newAccess = () => new MemberAccess(home, iam, sts, clock);
  const access = newAccess();
  const timers = (prefix?: string) => new DynamoTimers(dynamodb, table, clock, prefix);
  const knowing = {
    ...parts,
    ...{ detections, settings: told.detections, exceptions, pace },
    addresses: once(async () => {
      const { addressDatabasesIn } = await import('../adapters/addresses-mmdb');
      return addressDatabasesIn(join(env['LAMBDA_TASK_ROOT'] ?? __dirname, 'addresses'), (problem) => {
        journal.unreadableDatabase(problem);
      });
    }),
    devices: new IamDevices(access, journal),
    policies: new IamPolicies(access),
    timelines: new DynamoTimelines(dynamodb, table, clock),
    dossiers: new DynamoDossiers(dynamodb, table),
    journal,
  };
  // A drill goes to everybody at once, and leaves no trace in what is told of real events.
  const { notebook: _, gate: _ungated, agenda: _unplanned, pace: _atOnce, ...drilling } = knowing;
  // What mfa-watch.yaml turns off, lowers or excepts must not end it; nobody is told by it.
  const { expectations: _unexpected, exceptions: _unexcepted, ...beating } = drilling;
  const crowds = new Crowds(parts.registers, timers(), clock);
  const exposures =
    told.posture === null ? undefined : new StoredExposures(new DynamoExposures(dynamodb, table, clock), account);
  const real = new Pipeline({ ...knowing, exposures, timers: timers(), crowds });
  const receiver = new Receiver({
    ...{ ...parts, real },
    drill: new Pipeline({ ...drilling, timers: timers('drill/'), exercise: 'drill' }),
    heartbeat: new Pipeline({
      ...{ ...beating, settings: {}, timers: timers('heartbeat/'), exercise: 'heartbeat' },
      destinations: new HeartbeatTopics(clients.sns, told.destinations),
    }),
    schedules: once(async () => (await import('./schedules')).schedules({ told, clients, parts })),
    watched: watcher(detections),
    deadLetters: new SqsDeadLetters(sqs, told.deadLetters),
    journal,
  });
  /** Only the command line asks. */
  const permissions = async () => {
    const { AwsPermissions, SnsSubscriptions } = await import('../adapters/late/permissions');
    const subscriptions = new SnsSubscriptions(clients, toldBy(told), account);
    return new AwsPermissions({ dynamodb, iam, sqs, subscriptions, told, access: newAccess });
  };
  return { told, clients, parts, receiver, real, permissions, journal };
}
