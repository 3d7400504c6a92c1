import { inventoryEvents } from '../../lambda/adapters/devices/devices-trail';
import { identifier, isOneOf, literal } from '../../lambda/config/athena-names';
import type { Condition, Detection, Match, Watch } from '../../lambda/detections/detection';
import { wantedOf, watchesBySource, type Wanted } from '../../lambda/engine/catalogue/pattern';
import { columnNames, columns } from '../../lambda/adapters/trail-files/columns';

const ofDevices: Watch = { source: 'iam.amazonaws.com', names: inventoryEvents };

/** One condition for each service; a record matters if any of them holds. Derived from `watches`, as the rules are. */
export function watchedBy(detections: readonly Detection[]): string[] {
  const sources = new Map(watchesBySource(detections));
  sources.set(ofDevices.source, [...(sources.get(ofDevices.source) ?? []), ofDevices]);
  return [...sources].flatMap(([source, watches]) =>
    wantedOf(watches).map((wanted) => `(${isOneOf('eventsource', [source])} AND ${ofNames(wanted)})`),
  );
}

function ofNames({ names, condition }: Wanted): string {
  return [isOneOf('eventname', names), ...(condition === undefined ? [] : conjuncts(condition))].join(' AND ');
}

function conjuncts(condition: Condition): string[] {
  return Object.entries(condition).map(([path, match]) => holds(path.split('.'), match));
}

function holds([first = '', ...inside]: readonly string[], match: Match): string {
  const name = columnNames.find((column) => column === first);
  if (name === undefined) throw new Error(`no column of a CloudTrail table holds ${first}`);
  const column = name.toLowerCase();
  if (columns[name] === 'json' && inside.length > 0) {
    const path = literal(['$', ...inside].join('.'));
    if ('exists' in match) return `json_extract(${column}, ${path}) IS NOT NULL`;
    return compares(`json_extract_scalar(${column}, ${path})`, match);
  }
  return compares([column, ...inside.map((field) => identifier(field.toLowerCase()))].join('.'), match);
}

function compares(expression: string, match: Match): string {
  if ('exists' in match) return `${expression} IS NOT NULL`;
  if ('prefix' in match) return `starts_with(${expression}, ${literal(match.prefix)})`;
  return isOneOf(expression, match.equals);
}
