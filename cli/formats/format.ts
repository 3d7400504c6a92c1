import type { Alert } from '../../lambda/alerts/alert';
import { renderJson } from '../../lambda/alerts/json';
import { detections } from '../../lambda/detections';
import { plural } from '../../lambda/events/names';
import { version } from '../../package.json';
import type { Findings } from '../replay/findings';
import { table } from '../terminal/table';
import { asRunHere, type Page } from '../terminal/terminal';

type ListFormat = (alerts: readonly Alert[], page: Page) => string;

/** For any list of alerts, whoever holds it. */
export const listFormats = {
  table,
  json: (alerts) => `[${alerts.map((alert) => `\n${renderJson(alert)}`).join(',')}\n]\n`,
  jsonl: (alerts) => alerts.map((alert) => `${renderJson(alert)}\n`).join(''),
} satisfies Record<string, ListFormat>;

export type ListFormatName = keyof typeof listFormats;
export const listFormatNames = Object.keys(listFormats) as ListFormatName[];

type Format = (alerts: readonly Alert[], page: Page, findings: Findings) => string | Promise<string>;

/** Every value of `replay --format`, and nothing else: a new format is a line here. What few ask for is loaded when they do. */
const formats = {
  ...listFormats,
  table: (alerts, page, findings) => (alerts.length === 0 ? nothingToShow(findings) : table(alerts, page)),
  csv: async (alerts) => (await import('./csv')).csv(alerts),
  ocsf: async (alerts) => {
    const { renderOcsf } = await import('../../lambda/alerts/ocsf');
    return alerts.map((alert) => `${renderOcsf(alert, { version, steps: stepsOf(alert) })}\n`).join('');
  },
  html: async (_, __, findings) => (await import('../report/report')).report(findings, stepsOf, version),
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];

/** @param findings of which the alerts to show are printed, and in a report all else, too. */
export async function format(name: FormatName, findings: Findings, page: Page): Promise<string> {
  return formats[name](findings.shown, page, findings);
}

/** An empty screen could be anything. */
function nothingToShow({ asked: { minSeverity }, hidden }: Findings): string {
  const below = hidden.length === 0 ? '' : `; ${plural(hidden.length, 'alert')} below (--min-severity info shows them)`;
  return `No alert${minSeverity === 'info' ? '' : ` of ${minSeverity} or above`}${below}.\n`;
}

function stepsOf({ detection }: Alert): readonly string[] {
  return (detections.find(({ id }) => id === detection)?.runbook ?? []).map(asRunHere);
}
