import fc from 'fast-check';
import { listFormatNames, listFormats } from '../../cli/formats/format';
import { csv } from '../../cli/formats/csv';
import { updates } from '../../lambda/alerts/alert';
import { alertEvent, noticeEvent } from '../../lambda/alerts/bus-event';
import { alertMessage, chatMessage, limit } from '../../lambda/alerts/message';
import { renderOcsf } from '../../lambda/alerts/ocsf';
import { noticeChatMessage, noticeMessage } from '../../lambda/alerts/notice-message';
import { asFinding } from '../../lambda/alerts/security-hub';
import { fuzzedAlert } from '../alerts/fuzzed-alert';
import { fuzzedNotice } from '../alerts/fuzzed-notice';
import { hints } from '../alerts/sample-alert';
import { must, target } from './target';

const product = { productArn: 'arn:aws:securityhub:us-east-1::product/x/y', account: '111122223333', now: 0 };
const page = { columns: 80, color: true };

function fits(text: string): void {
  must(Buffer.byteLength(text) <= limit, 'larger than SNS and EventBridge take');
  JSON.parse(text);
}

export const alerts = target('alerts', 0.05, fc.tuple(fuzzedAlert, fc.constantFrom(...updates)), ([alert, update]) => {
  fits(alertMessage(alert, update, hints).Message);
  fits(chatMessage(alert, update, hints).Message);
  fits(alertEvent(alert, update, 'bus').Detail);
  JSON.stringify(asFinding(alert, update, product));
  for (const name of listFormatNames) must(listFormats[name]([alert], page) !== '', `${name}: nothing`);
  must(csv([alert]) !== '', 'csv: nothing');
  JSON.parse(renderOcsf(alert, { version: '0', steps: [] }));
});

export const notices = target('notices', 0.1, fuzzedNotice, (notice) => {
  fits(noticeMessage(notice).Message);
  fits(noticeChatMessage(notice).Message);
  fits(noticeEvent(notice, 'bus').Detail);
});
