import { rank } from '../detections/severity';
import { besidePrefix, placeNames, type Channel, type WrittenDestination, type WrittenOverride } from './destinations';
import type { WrittenFile } from './schema';
import { pathInWords, unknownKey } from './wording';
import type { Path, Problem } from './problem';

export const noOrganization = 'expected an organization, as in "organization: { id: o-a1b2c3d4e5 }"';

/** An API destination's name has 64 characters at most (EventBridge API reference), of which ours begins with 13. */
const longestHttpsName = 51;

export function problemsInOverride(
  { accounts, organizationalUnits, email, slack, minSeverity }: WrittenOverride,
  path: Path,
  { organization }: WrittenFile,
): Problem[] {
  const fitsNone = accounts.length + organizationalUnits.length === 0;
  const changesNothing = [email, slack, minSeverity].every((changed) => changed === undefined);
  return problemsWhere([
    [fitsNone, path, 'expected accounts or organizationalUnits: it fits none'],
    [changesNothing, path, 'expected email, slack or minSeverity: it changes nothing'],
    [organization === undefined, path, noOrganization],
  ]);
}

/** In `destinations`, and between them and whatever else names a destination. */
export function problemsInDestinations(file: WrittenFile, detections: readonly string[]): Problem[] {
  return [
    ...file.destinations.flatMap((destination, index) =>
      problemsInDestination(destination, ['destinations', index], file, detections),
    ),
    ...problemsInNames(file),
    ...problemsInChannels(file),
  ];
}

function problemsInDestination(
  destination: WrittenDestination,
  path: Path,
  { organization }: WrittenFile,
  known: readonly string[],
): Problem[] {
  const { name, https, detections = [], accounts, organizationalUnits, when, minSeverity = 'high' } = destination;
  const given = placeNames.filter((place) => destination[place] !== undefined);
  const got = given.length === 0 ? 'none' : given.join(' and ');
  const limit = accounts.length > 0 ? 'accounts' : organizationalUnits.length > 0 ? 'organizationalUnits' : undefined;
  const isLong = https !== undefined && name.length > longestHttpsName;
  const isHeaderGiven = https?.format === 'pagerduty' && https.header !== undefined;
  const isAnswered = when === 'unanswered' && rank(minSeverity) < rank('high');
  return [
    ...problemsWhere([
      [given.length !== 1, path, `expected one of ${placeNames.join(', ')}, got ${got}`],
      [isLong, path, `expected a name of at most ${longestHttpsName} characters, as EventBridge takes them`],
      [limit !== undefined && organization === undefined, [...path, limit ?? ''], noOrganization],
      [isHeaderGiven, [...path, 'https', 'header'], 'expected to be left out: PagerDuty has a header of its own'],
      [
        isAnswered,
        [...path, 'minSeverity'],
        `expected high or critical, got "${minSeverity}": nobody has to answer what is less severe, so it is never unanswered`,
      ],
    ]),
    ...detections.filter((id) => !known.includes(id)).map((id) => unknownKey([...path, 'detections'], id, known)),
  ];
}

function nameOf({ name, channelId }: { name?: string | undefined; channelId: string }): string {
  return name ?? channelId;
}

/** As they are deployed, where one name makes one topic. */
function problemsInNames({ slack, overrides, destinations }: WrittenFile): Problem[] {
  const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);
  return [
    ...sameNames(slack.map(nameOf), ['slack'], 'channel'),
    ...sameNames(names(overrides), ['overrides'], 'override'),
    ...sameNames(names(destinations), ['destinations'], 'destination'),
    ...queueNames(destinations),
    ...overrides.flatMap((override, index) =>
      sameNames((override.slack ?? []).map(nameOf), ['overrides', index, 'slack'], 'channel'),
    ),
  ];
}

/** The queue that is made for a destination `x` is called `x-Queue` beside the destinations. */
function queueNames(destinations: WrittenFile['destinations']): Problem[] {
  const queues = new Set(destinations.filter(({ queue }) => queue !== undefined).map(({ name }) => `${name}-Queue`));
  return destinations.flatMap(({ name }, index) =>
    queues.has(name)
      ? [
          {
            path: ['destinations', index],
            text: `expected another name than "${name}": the queue of another is called so`,
          },
        ]
      : [],
  );
}

export function sameNames(names: readonly string[], path: Path, what: string): Problem[] {
  const first = firstBy(names.entries(), ([, name]) => name);
  return names.flatMap((name, index) =>
    first.get(name)?.[0] === index
      ? []
      : [{ path: [...path, index], text: `expected another name than "${name}", which an earlier ${what} has` }],
  );
}

interface NamedChannel {
  channel: Channel;
  path: Path;
  /** What its parts are called. */
  as: string;
}

function channelsOf({ slack, overrides, destinations }: WrittenFile): NamedChannel[] {
  return [
    ...slack.map((channel, index) => ({ channel, path: ['slack', index], as: nameOf(channel) })),
    ...overrides.flatMap(({ name, slack: own = [] }, index) =>
      own.map((channel, nth) => ({
        channel,
        path: ['overrides', index, 'slack', nth],
        as: `${name}-${nameOf(channel)}`,
      })),
    ),
    ...destinations.flatMap(({ name, slack: channel }, index) =>
      channel === undefined ? [] : [{ channel, path: ['destinations', index, 'slack'], as: besidePrefix + name }],
    ),
  ];
}

/** Amazon Q takes one configuration for each channel. */
function problemsInChannels(file: WrittenFile): Problem[] {
  const all = channelsOf(file);
  const firstAt = firstBy(all, ({ channel }) => placeOf(channel));
  const deployed = firstBy(firstAt.values(), ({ as }) => as);
  return all.flatMap((one) => {
    const { channel, path } = one;
    const first = firstAt.get(placeOf(channel));
    if (first === undefined) return [];
    if (first === one) return sameParts(one, deployed);
    const isAgain = path[0] === 'destinations';
    const differs = first.channel.userRoles !== channel.userRoles || first.channel.buttons !== channel.buttons;
    const there = pathInWords(first.path);
    return problemsWhere([
      [isAgain, path, `expected another channel than that of ${there}: it would show each alert twice`],
      [!isAgain && differs, path, `expected userRoles and buttons as in ${there}, which is the same channel`],
    ]);
  });
}

/** Two of one list are told apart by their own names. */
function sameParts({ as, path }: NamedChannel, deployed: ReadonlyMap<string, NamedChannel>): Problem[] {
  const first = deployed.get(as);
  if (first === undefined || String(listOf(first.path)) === String(listOf(path))) return [];
  const text = `expected another name: its parts would be called "${as}", as those of ${pathInWords(first.path)}`;
  return [{ path, text }];
}

function listOf(path: Path): Path {
  return path[0] === 'destinations' ? ['destinations'] : path.slice(0, -1);
}

function placeOf({ workspaceId, channelId }: Channel): string {
  return `${workspaceId}/${channelId}`;
}

function problemsWhere(all: readonly [holds: boolean, path: Path, text: string][]): Problem[] {
  return all.flatMap(([holds, path, text]) => (holds ? [{ path, text }] : []));
}

/** In the order of the list. */
function firstBy<Item>(all: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item> {
  const first = new Map<string, Item>();
  for (const item of all) if (!first.has(keyOf(item))) first.set(keyOf(item), item);
  return first;
}
