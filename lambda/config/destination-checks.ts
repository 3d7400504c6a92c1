import { rank } from '../detections/severity';
import { placeNames, type Channel, type WrittenDestination, type WrittenOverride } from './destinations';
import type { WrittenFile } from './schema';
import { pathInWords, unknownKey } from './wording';
import type { Path, Problem } from './yaml';

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

/** As they are deployed, where one name makes one topic. */
function problemsInNames({ slack, overrides, destinations }: WrittenFile): Problem[] {
  const nameOf = (channel: { name?: string | undefined; channelId: string }) => channel.name ?? channel.channelId;
  const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);
  return [
    ...sameNames(slack.map(nameOf), ['slack'], 'channel'),
    ...sameNames(names(overrides), ['overrides'], 'override'),
    ...sameNames(names(destinations), ['destinations'], 'destination'),
    ...overrides.flatMap((override, index) =>
      sameNames((override.slack ?? []).map(nameOf), ['overrides', index, 'slack'], 'channel'),
    ),
  ];
}

export function sameNames(names: readonly string[], path: Path, what: string): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: [...path, index], text: `expected another name than "${name}", which an earlier ${what} has` }],
  );
}

/** Amazon Q takes one configuration for each channel. */
function problemsInChannels({ slack, overrides, destinations }: WrittenFile): Problem[] {
  const named = [
    ...slack.map((channel, index) => ({ channel, path: ['slack', index] })),
    ...overrides.flatMap((override, index) =>
      (override.slack ?? []).map((channel, nth) => ({ channel, path: ['overrides', index, 'slack', nth] })),
    ),
    ...destinations.flatMap(({ slack: channel }, index) =>
      channel === undefined ? [] : [{ channel, path: ['destinations', index, 'slack'] }],
    ),
  ];
  return named.flatMap(({ channel, path }) => {
    const [first] = named.filter((other) => placeOf(other.channel) === placeOf(channel));
    if (first === undefined || first.path === path) return [];
    const isAgain = path[0] === 'destinations';
    const differs = first.channel.userRoles !== channel.userRoles || first.channel.buttons !== channel.buttons;
    const there = pathInWords(first.path);
    return problemsWhere([
      [isAgain, path, `expected another channel than that of ${there}: it would show each alert twice`],
      [!isAgain && differs, path, `expected userRoles and buttons as in ${there}, which is the same channel`],
    ]);
  });
}

function placeOf({ workspaceId, channelId }: Channel): string {
  return `${workspaceId}/${channelId}`;
}

function problemsWhere(all: readonly [holds: boolean, path: Path, text: string][]): Problem[] {
  return all.flatMap(([holds, path, text]) => (holds ? [{ path, text }] : []));
}
