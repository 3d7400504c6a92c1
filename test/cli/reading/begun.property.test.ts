import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FileReader, usual } from '../../../cli/reading/file-reader';
import { nothing, type ReadFile } from '../../../cli/reading/read-file';
import { readHere, readTrail, type Begun, type Read, type Told, type Trail } from '../../../cli/reading/read-trail';
import { sharedFiles } from '../../../cli/reading/shared-files';
import { localFiles } from '../../../cli/sources/local-files';
import { detections } from '../../../lambda/detections';
import { enableMfaDevice } from '../../../lambda/events/samples';
import { folderWith, removeFolders, trail } from '../folder';
import { runs } from '../../engine/runs';

afterAll(removeFolders);

const inputs = localFiles([
  folderWith(
    Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `${index}.json`,
        index % 7 === 0 ? 'broken' : trail(enableMfaDevice({ id: `event-${index % 20}`, minute: index % 20 })),
      ]),
    ),
  ),
]);
const reader = (): FileReader => new FileReader(detections, usual);
const nobody = (): void => undefined;
/** Whoever read a file first, its events come in time order. */
const asList = (trail: Trail): object => ({ ...trail, events: [...trail.events], copies: trail.events.copies });

/** Cuts the first files into batches, in any order, and the rest is not begun. */
const batches = fc
  .tuple(fc.shuffledSubarray(inputs.files), fc.array(fc.nat(6), { maxLength: 20 }))
  .map(([files, sizes]) => {
    let from = 0;
    return sizes.map((size) => files.slice(from, (from += size)));
  });

it('reads each file once, whoever has begun with it, and however far they have come', async () => {
  const plain = await readTrail(inputs, reader(), [], nobody);
  expect(plain.problemCount).toBe(5);
  await fc.assert(
    fc.asyncProperty(batches, fc.boolean(), async (some, isEarly) => {
      const begun = some.map((files): Begun => {
        const shared = sharedFiles(files);
        const others = reader();
        const untold: Parameters<Parameters<typeof readHere>[2]>[0][] = [];
        const early = isEarly ? readHere(others, shared, (result) => untold.push(result)) : undefined;
        return {
          files: shared,
          hear: async (told) => {
            await early;
            untold.forEach(told);
            await readHere(others, shared, told);
          },
        };
      });
      const { signal } = new AbortController();
      expect(asList(await readTrail(inputs, reader(), [], nobody, signal, begun))).toEqual(asList(plain));
    }),
    runs(60),
  );
});

it('waits for nobody who has begun, once somebody stops it', async () => {
  const stop = new AbortController();
  const begun: Begun = { files: sharedFiles(inputs.files.slice(0, 3)), hear: () => new Promise(nobody) };
  const progress = (_: string, done: number): void => {
    if (done > 0) stop.abort();
  };
  const { unread, files } = await readTrail(inputs, reader(), [], progress, stop.signal, [begun]);
  expect([unread > 0, files + unread]).toEqual([true, inputs.files.length]);
});

it('leaves a trail as it is, whatever they tell after a stop', async () => {
  const stop = new AbortController();
  let told: Told = nobody;
  const begun: Begun = {
    files: sharedFiles(inputs.files.slice(0, 3)),
    hear: (hear) => {
      told = hear;
      return new Promise(nobody);
    },
  };
  const progress = (_: string, done: number): void => {
    if (done > 0) stop.abort();
  };
  const trail = await readTrail(inputs, reader(), [], progress, stop.signal, [begun]);
  const before = asList(trail);
  const late: ReadFile[] = [];
  await readHere(reader(), sharedFiles(inputs.files), (result) => late.push(result));
  late.forEach(told);
  expect(late.some(({ events }) => events.length > 0)).toBe(true);
  expect(asList(trail)).toEqual(before);
});

it('hears no helper after a stop, since what it reads may be gone by then', async () => {
  const stop = new AbortController();
  const late: Read = (_, told) => {
    stop.signal.addEventListener('abort', () => {
      told({ ...nothing(1), problems: [{ file: 'gone.json', at: '', what: 'cannot be read' }] });
    });
    return new Promise(nobody);
  };
  const progress = (_: string, done: number): void => {
    if (done > 0) stop.abort();
  };
  const { problems } = await readTrail(inputs, reader(), [late], progress, stop.signal);
  expect(problems.filter(({ file }) => file === 'gone.json')).toEqual([]);
});
