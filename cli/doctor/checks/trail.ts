import type { Trail } from '@aws-sdk/client-cloudtrail';
import { bad, type Line, looking, ok, type Place } from './line';
import { recordingOf } from '../../../lambda/events/recording';

const what = 'trail';
const actions = 'cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus and cloudtrail:GetEventSelectors';

/** EventBridge gets nothing unless a trail logs it. One that logs all, everywhere, is enough. */
export async function checkTrail({ home }: Pick<Place, 'home'>): Promise<Line[]> {
  const sdk = await import('@aws-sdk/client-cloudtrail');
  const client = new sdk.CloudTrailClient({ region: home });

  const faultsOf = async ({ TrailARN, IsMultiRegionTrail }: Trail): Promise<string[]> => {
    const [{ IsLogging }, selectors] = await Promise.all([
      client.send(new sdk.GetTrailStatusCommand({ Name: TrailARN })),
      client.send(new sdk.GetEventSelectorsCommand({ TrailName: TrailARN })),
    ]);
    const { EventSelectors, AdvancedEventSelectors } = selectors;
    const logged = recordingOf(spelledAsInTrails({ EventSelectors, AdvancedEventSelectors })) ?? 'none';
    return [
      ...(IsLogging === true ? [] : ['is stopped']),
      ...(IsMultiRegionTrail === true ? [] : ['is of one region only']),
      ...(logged === 'all' ? [] : [faults[logged]]),
    ];
  };

  const lineOf = (trail: Trail): Promise<Line[]> =>
    looking(what, actions, async () => {
      const found = await faultsOf(trail);
      const name = trail.Name ?? trail.TrailARN ?? 'a trail without a name';
      if (found.length === 0) return [ok(what, `${name} logs the management events of all regions`)];
      return [bad(what, `${name} ${found.join(', ')}`, remedy)];
    });

  try {
    return await looking(what, actions, async () => {
      const { trailList = [] } = await client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: true }));
      return judged((await Promise.all(trailList.map(lineOf))).flat());
    });
  } finally {
    client.destroy();
  }
}

const faults = {
  writes: 'logs no read-only management events, such as GetSessionToken of STS',
  reads: 'logs no management events that change anything',
  some: 'leaves out management events of some services, so that their calls are not seen',
  none: 'logs no management events',
};

/** Names of fields begin with a small letter in CloudTrail's records, and with a capital in the SDK. */
function spelledAsInTrails<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(spelledAsInTrails) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    fields.map(([name, inner]) => [name.charAt(0).toLowerCase() + name.slice(1), spelledAsInTrails(inner)]),
  ) as Value;
}

const remedy =
  'CloudTrail console, Trails: have one trail that logs, in all regions, management events of both kinds, read and write; ' +
  'without it EventBridge, and so mfa-watch, gets nothing';

/** The shortcomings of one trail do not matter beside one that has none; one that nobody may look at may be that. */
function judged(lines: readonly Line[]): Line[] {
  if (lines.length === 0) return [bad(what, 'there is none', remedy)];
  const well = lines.find(({ state }) => state === 'ok');
  if (well !== undefined) return [well];
  const unseen = lines.filter(({ state }) => state === 'unknown');
  return unseen.length > 0 ? unseen : [...lines];
}
