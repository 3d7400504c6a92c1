import { parentPort, workerData } from 'node:worker_threads';
import { detections } from '../../lambda/detections';
import { FileReader } from './file-reader';
import type { HelperData } from './helpers';
import type { NamedFile } from './inputs';
import { readHere } from './read-trail';

/** A thread that reads the files that it is sent, and answers with what they say. */
const { prefilter, scope } = workerData as HelperData;
const reader = new FileReader(detections, prefilter, scope);

parentPort?.on('message', (files: NamedFile[]) => {
  void readHere(reader, files).then((results) => parentPort?.postMessage(results));
});
