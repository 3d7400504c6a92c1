import { alertSchema } from '../../lambda/alerts/alert';
import { renderJson, visible } from '../../lambda/alerts/json';
import { needsAnswer } from '../../lambda/engine/telling/deliveries';
import type { Standing } from '../../lambda/engine/answers/request';
import { alertList } from './alert-list';
import type { ListFormatName } from '../formats/format';
import { regionOf, type HomeOptions } from '../deployment/home';
import { respond, writeMessage } from './respond';
import { pageOf, write, type Page, type Terminal } from '../terminal/terminal';
import { UsageError } from '../usage-error';

export interface AlertsOptions extends HomeOptions {
  days: string;
  open?: boolean;
  format?: ListFormatName;
}

/** Lists what the deployed detector has alerted on, the newest first. */
export async function runAlerts(options: AlertsOptions, terminal: Terminal): Promise<number> {
  if (!/^\d{1,4}$/.test(options.days)) throw new UsageError(`--days "${options.days}": expected a number, such as 7`);
  const region = regionOf(options, terminal.env);
  const reply = await respond({ action: 'alerts', days: Number(options.days) }, region);
  const standings = (reply.alerts ?? []).toSorted((a, b) => Date.parse(b.alert.time) - Date.parse(a.alert.time));
  const open = standings.filter(needsAnswer);
  const format = options.format ?? (terminal.stdout.isTTY === true ? 'table' : 'jsonl');
  await write(terminal.stdout, formats[format](options.open === true ? open : standings, pageOf(terminal)));
  await writeMessage(terminal.stderr, reply);
  await write(terminal.stderr, `Waiting for an answer (high or critical): ${open.length}\n`);
  return 0;
}

/** As replay prints alerts, with `told` and `answer` beside. */
const formats: Readonly<Record<ListFormatName, (standings: readonly Standing[], page: Page) => string>> = {
  table: alertList,
  json: (standings) => `[${standings.map((one) => `\n${line(one)}`).join(',')}\n]\n`,
  jsonl: (standings) => standings.map((one) => `${line(one)}\n`).join(''),
};

function line({ alert, told, answer }: Standing): string {
  return visible(JSON.stringify({ ...alertSchema.parse(JSON.parse(renderJson(alert))), told, answer }));
}
