import fc from 'fast-check';
import { runs } from '../engine/runs';

/** A property of the renderers, tried on a hundred inputs; PROPERTY_RUNS multiplies. */
export function holds<Input>(property: fc.IProperty<Input>): void {
  fc.assert(property, runs(100));
}
