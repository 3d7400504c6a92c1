import { addresses } from './addresses';
import { configs, settings } from './configs';
import { deadLetters } from './dead-letters';
import { devicesFiles } from './devices-files';
import { envelopes } from './envelopes';
import { files, gzip } from './files';
import { postureFiles } from './posture-files';
import { records } from './records';
import { alerts, notices } from './renderers';
import { replays } from './replays';
import { requests } from './requests';
import type { Target } from './target';

export const targets: readonly Target[] = [
  records,
  envelopes,
  requests,
  files,
  gzip,
  replays,
  configs,
  settings,
  devicesFiles,
  postureFiles,
  addresses,
  deadLetters,
  alerts,
  notices,
];
