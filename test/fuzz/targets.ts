import { configs } from './configs';
import { deadLetters } from './dead-letters';
import { envelopes } from './envelopes';
import { files, gzip } from './files';
import { records } from './records';
import { alerts, notices } from './renderers';
import { requests } from './requests';
import type { Target } from './target';

export const targets: readonly Target[] = [
  records,
  envelopes,
  requests,
  files,
  gzip,
  configs,
  deadLetters,
  alerts,
  notices,
];
