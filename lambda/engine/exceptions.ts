import { BlockList, isIP } from 'node:net';
import { actorArn, roleArn, wasInForce, type Exception } from '../config/exceptions';
import type { Finding } from '../detections/detection';
import { roleOfSession, type Actor } from '../events/actor';
import { isSameName } from '../events/text';
import { millis, type TrailEvent } from '../events/trail-event';

/**
 * The first exception that covers the finding: every event of it, at the time of its last. Root is never excepted, nor is
 * tampering with this detector.
 *
 * @param unitsOf ids of the organizational units that an account is in; what is not known to be in a unit is not covered.
 * @param holds whether an exception was in force at a time.
 */
export function exceptionFor(
  detection: string,
  { events }: Finding,
  exceptions: readonly Exception[],
  unitsOf: (account: string) => readonly string[],
  holds: typeof wasInForce = wasInForce,
): Exception | undefined {
  const last = events.at(-1);
  if (last === undefined || detection === 'detector-tampered') return undefined;
  const found = exceptions.find(
    (exception) =>
      (exception.detection === undefined || exception.detection === detection) &&
      holds(exception, millis(last)) &&
      events.every((event) => covers(exception, event, unitsOf(event.account))),
  );
  if (found === undefined) return undefined;
  return events.some(({ target, actor }) => target.type === 'Root' || actor.type === 'Root') ? undefined : found;
}

function covers(exception: Exception, event: TrailEvent, units: readonly string[]): boolean {
  const { account, organizationalUnit, user, actor, addresses } = exception;
  return (
    (account === undefined || event.account === account) &&
    (organizationalUnit === undefined || units.includes(organizationalUnit)) &&
    (user === undefined || isSameName(event.target.name, user)) &&
    (actor === undefined || isActor(event.actor, actor)) &&
    (addresses === undefined || isWithin(event.actor.sourceIp ?? '', addresses))
  );
}

/** A name or ARN of a role means all its sessions: whoever may assume it names them. */
function isActor({ type, name, arn }: Actor, wanted: string): boolean {
  if (isSameName(actorArn.test(wanted) ? arn : name, wanted)) return true;
  const session = roleOfSession(arn);
  if (type !== 'AssumedRole' || session === undefined) return false;
  const { account, role } = session;
  const [, ofAccount, ofRole] = roleArn.exec(wanted) ?? [];
  return ofRole === undefined ? isSameName(role, wanted) : account === ofAccount && isSameName(role, ofRole);
}

function isWithin(address: string, range: string): boolean {
  const [network = '', bits] = range.split('/');
  if (isIP(address) !== isIP(network)) return false;
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, family);
}
