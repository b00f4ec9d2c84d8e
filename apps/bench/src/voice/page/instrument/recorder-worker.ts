/** What a tap hands over. */
interface Batch {
  readonly frames: Float64Array<ArrayBuffer>;
  readonly walls: Float64Array<ArrayBuffer>;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** What the page says to the recorder. */
export type RecorderCommand =
  /** The port a tap writes to; what an earlier one wrote is forgotten. Answered when the first batch is there. */
  | { readonly type: 'tap'; readonly port: MessagePort; readonly sampleRate: number }
  /** From now on nothing is kept. */
  | { readonly type: 'forget' }
  /** Sends what there is to that address. Answered when it is there. */
  | { readonly type: 'save'; readonly url: string };

let batches: Batch[] = [];
let keeping = true;
let rate = 0;
let tap: MessagePort | null = null;

onmessage = ({ data }: MessageEvent<RecorderCommand>): void => {
  switch (data.type) {
    case 'tap':
      listen(data.port, data.sampleRate);
      break;
    case 'forget':
      keeping = false;
      batches = [];
      break;
    case 'save':
      void save(data.url);
      break;
  }
};

function listen(port: MessagePort, sampleRate: number): void {
  tap?.close();
  tap = port;
  batches = [];
  rate = sampleRate;
  let first = true;
  port.onmessage = ({ data }: MessageEvent<Batch>): void => {
    if (keeping) batches.push(data);
    if (first) postMessage('ready');
    first = false;
  };
}

async function save(url: string): Promise<void> {
  const taken = batches;
  batches = [];
  const count = taken.reduce((sum, { frames }) => sum + frames.length, 0);
  const body = new Blob([
    new Float64Array([rate, count]),
    ...taken.map(({ frames }) => frames),
    ...taken.map(({ walls }) => walls),
    ...taken.map(({ samples }) => samples),
  ]);
  await fetch(url, { method: 'POST', body });
  postMessage('saved');
}
