import { suggestion } from '../../lambda/config/suggestion';
import { aboutDeadlines } from '../../lambda/alerts/deadline';
import { wrap } from '../../lambda/alerts/wrap';
import { detections } from '../../lambda/detections';
import { atMost, pages } from './pages';
import { asRunHere } from '../terminal/terminal';
import { UsageError } from '../usage-error';

/** Of each detection: id, title, the most severe it can be. @param columns absent: a line each, for programs. */
export function detectionList(columns = Number.MAX_SAFE_INTEGER): string {
  const width = Math.max(...detections.map(({ id }) => id.length)) + 2;
  const beside = Math.max(20, columns - width);
  return detections
    .flatMap(({ id, title }) =>
      wrap(`${title} (at most ${atMost(id)})`, beside).map(
        (line, index) => `${(index === 0 ? id : '').padEnd(width)}${line}\n`,
      ),
    )
    .join('');
}

/** @throws UsageError for an id that is none. */
export function explanation(id: string, columns: number): string {
  const detection = detections.find((candidate) => candidate.id === id);
  const page = pages.get(id);
  if (detection === undefined || page === undefined) {
    const ids = detections.map((candidate) => candidate.id);
    throw new UsageError(`there is no detection "${id}"${suggestion(id, ids)}: npm start -- detections lists them`);
  }
  const { title, watches, runbook, attack } = detection;
  const { why, severity, blindSpots, falsePositives } = page;
  const names = watches.map((watch) => `${watch.names.join(', ')} (${watch.source})`);
  const section = (
    heading: string,
    items: readonly string[],
    mark: (index: number) => string = () => '- ',
  ): string[] => [
    heading,
    ...items
      .flatMap((item, number) => wrap(asRunHere(`${mark(number)}${item}`), columns - 4, mark(number).length))
      .map((line) => `  ${line}`),
    '',
  ];
  return [
    [`${title}\n`, ...wrap(why, columns), ''],
    section('How bad', severity),
    section('What to do', runbook, (index) => `${index + 1}. `),
    aboutDeadlines(runbook) === '' ? [] : [`  ${aboutDeadlines(runbook)}`, ''],
    section('What it misses', blindSpots),
    section('When it is harmless', falsePositives),
    section('What it reads', names),
    [...wrap(`ATT&CK: ${attack.join(', ')}. Settings and tested examples: docs/detections/${id}.md`, columns), ''],
  ]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n');
}
