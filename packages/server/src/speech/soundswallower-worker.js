// The thread in which soundswallower listens. Plain JavaScript: Node loads it as it is, from here and from dist.
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import createModule from 'soundswallower';

/** @type {{ grammar: string, extraWords: [string, string][] }} */
const { grammar, extraWords } = workerData;

const options = {
  // A path, not a URL: the package joins the model's name to it.
  modelBase: fileURLToPath(new URL('./model/', import.meta.resolve('soundswallower'))),
  // Its complaints about utterances that do not fit the grammar are an answer here, not news.
  printErr() {},
};
const soundswallower = await createModule(options);
// `cmn: batch` judges each utterance by itself, so the answer does not depend on what was said before.
const decoder = new soundswallower.Decoder({ loglevel: 'ERROR', samprate: 16000, cmn: 'batch' });
await decoder.initialize();
decoder.add_words(...extraWords);
decoder.set_grammar(grammar);

/** @param {Float32Array} samples */
function recognise(samples) {
  decoder.start();
  decoder.process_audio(samples, false, true);
  decoder.stop();
  return decoder.get_text();
}

parentPort?.on('message', (samples) => {
  try {
    parentPort?.postMessage({ result: recognise(samples) });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'soundswallower failed';
    parentPort?.postMessage({ error: message });
  }
});
