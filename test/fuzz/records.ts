import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import {
  actorKeyOf,
  deviceKeysOf,
  parseTrailEvent,
  subjectOf,
  trailEventSchema,
} from '../../lambda/events/trail-event';
import { junk, mutated, samples } from './mutations';
import { must, target } from './target';
import fc from 'fast-check';

const isWatched = watcher(detections);

export const records = target('records', 40, fc.oneof({ weight: 9, arbitrary: mutated(samples) }, junk), (raw) => {
  isWatched(raw);
  const parsed = parseTrailEvent(raw);
  if (!parsed.ok) {
    must(parsed.problem !== '', 'a refused record without a reason');
    return;
  }
  trailEventSchema.parse(parsed.event);
  must(subjectOf(parsed.event) + actorKeyOf(parsed.event) + deviceKeysOf(parsed.event).join('') !== '', 'no timeline');
  must(!('polluted' in {}), 'a prototype was changed');
});
