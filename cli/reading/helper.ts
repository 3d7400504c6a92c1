import { parentPort, workerData } from 'node:worker_threads';
import { detections } from '../../lambda/detections';
import { FileReader } from './file-reader';
import type { HelperData } from './helpers';
import type { NamedFile } from './inputs';
import { readHere } from './read-trail';

/** A thread that reads the files that it is sent, and answers with what they say. */
const { reading } = workerData as HelperData;
const reader = new FileReader(detections, reading);

parentPort?.on('message', (files: NamedFile[]) => {
  void readHere(reader, files).then((results) => parentPort?.postMessage(results));
});
