import type { Alert } from '../../lambda/alerts/alert';
import { html, nothing, type Html } from '../../lambda/alerts/html';
import { visible } from '../../lambda/alerts/json';
import { utc } from '../../lambda/alerts/wording';
import { grouped } from '../../lambda/events/names';
import type { RawRecord } from '../reading/kept-events';
import type { Evidence, EvidenceRoom } from './evidence';
import { leftOut, section, shown } from './parts';

/** What alerts rest on, as CloudTrail wrote it. */
export function recordSection(room: EvidenceRoom, alerts: readonly Alert[]): Html {
  const { all, missing } = room;
  const alertsOf = new Map<string, Alert[]>();
  for (const alert of alerts) for (const id of alert.eventIds) alertsOf.set(id, [...(alertsOf.get(id) ?? []), alert]);
  return section('records', 'Records', [
    all.length === 0
      ? html`<p>No record to show.</p>`
      : html`<p>
          What CloudTrail wrote, for every alert above, as the file has it but for line breaks and blanks. Characters
          that could hide or reorder text are written as <code>\\u&hellip;</code>. When printed, this is a list only.
        </p>`,
    leftOut(all.length + missing, all.length, 'records', 'those of the most severe alerts'),
    ...all.map((evidence) => record(evidence, alertsOf.get(evidence.event.eventId) ?? [])),
  ]);
}

function record({ number, event, raw }: Evidence, alerts: readonly Alert[]): Html {
  const links = alerts.map(({ id }, index) => html`${index === 0 ? '' : ', '}<a href="#alert-${id}">alert ${id}</a>`);
  return html`<details class="record" id="record-${number}">
    <summary>
      record ${number}: ${utc(event.time)}, ${shown(event.name)}, event id <bdi>${shown(event.eventId)}</bdi>
    </summary>
    <p class="quiet">From ${shown(raw.file)}, in ${links}</p>
    ${
      raw.isAnew === true
        ? html`<p class="note">Parsed and written anew: numbers may be written in another way than in the file.</p>`
        : nothing
    }
    ${cutNote(raw)}
    <pre>${laidOut(raw.json).map(visible).join('\n')}</pre>
  </details>`;
}

function cutNote({ json, length }: RawRecord): Html {
  if (json.length === length) return nothing;
  const [all, few] = [grouped(length), grouped(json.length)];
  return html`<p class="note">Cut: the record has ${all} characters, here are the first ${few}.</p>`;
}

const deepest = 40;

/**
 * Each word as it is written, since parsing would change long numbers and lose names that stand twice. Line by line, so that what
 * stands in a text cannot start a line.
 */
export function laidOut(json: string): string[] {
  const lines: string[] = [];
  let [line, depth, before] = ['', 0, ''];
  const begin = (): void => {
    lines.push(line);
    line = '  '.repeat(Math.min(depth, deepest));
  };
  for (const [word] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?|[^"{}[\],:]+|./gs)) {
    if (/^[}\]]$/.test(word)) {
      depth--;
      if (!/^[{[]$/.test(before)) begin();
    } else if (/^[{[,]$/.test(before)) begin();
    line += word === ':' ? ': ' : word;
    if (/^[{[]$/.test(word)) depth++;
    before = word;
  }
  return [...lines, line];
}
