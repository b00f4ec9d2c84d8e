// Reads what Silero's network has learnt from its ONNX file. Of that format, a protocol buffer, only tensors and where they stand are read.

/** Numbers of fields in ONNX' messages. */
const inModel = { graph: 7 };
const inGraph = { node: 1 };
const inNode = { output: 2, attribute: 5 };
const inAttribute = { tensor: 5, graph: 6 };
const inTensor = { dimension: 1, bytes: 9 };
/** The network is there twice, for 8 and for 16 kHz; this is the latter. */
const branch = 'If_0_then_branch__Inline_0__';

/**
 * The tensors of the network for 16 kHz, by their names. Those that are not there, or have another length, are an error.
 *
 * @param {Uint8Array} file
 * @param {Readonly<Record<string, number>>} lengths how many numbers each has
 * @returns {Record<string, Float32Array>}
 */
export function readSileroWeights(file, lengths) {
  const found = /** @type {Map<string, Uint8Array>} */ (new Map());
  for (const [field, model] of fieldsOf(file)) {
    if (field === inModel.graph && model instanceof Uint8Array) gather(model, found);
  }
  const tensors = Object.entries(lengths).map(([name, length]) => {
    const bytes = found.get(branch + name);
    if (bytes?.byteLength !== 4 * length) throw new Error(`The model has no ${name}`);
    // Where the file has them is seldom a multiple of four.
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const numbers = Float32Array.from({ length }, (_, i) => view.getFloat32(4 * i, true));
    if (!numbers.every(Number.isFinite)) throw new Error(`The model’s ${name} is damaged`);
    return [name, numbers];
  });
  return Object.fromEntries(tensors);
}

/**
 * The constants of a graph, and of those within it.
 *
 * @param {Uint8Array} graph
 * @param {Map<string, Uint8Array>} found
 */
function gather(graph, found) {
  for (const node of messages(graph, inGraph.node)) {
    const [name] = messages(node, inNode.output);
    for (const attribute of messages(node, inNode.attribute)) {
      for (const tensor of messages(attribute, inAttribute.tensor)) {
        const [bytes] = messages(tensor, inTensor.bytes);
        if (name && bytes) found.set(new TextDecoder().decode(name), bytes);
      }
      for (const inner of messages(attribute, inAttribute.graph)) gather(inner, found);
    }
  }
}

/**
 * The texts, bytes and messages that are this field of a message.
 *
 * @param {Uint8Array} message
 * @param {number} wanted
 */
function messages(message, wanted) {
  return [...fieldsOf(message)].flatMap(([field, value]) =>
    field === wanted && value ? [value] : [],
  );
}

/**
 * The fields of a message, each with its bytes, where it is no number.
 *
 * @param {Uint8Array} message
 * @returns {Generator<[field: number, bytes: Uint8Array | undefined]>}
 */
function* fieldsOf(message) {
  let at = 0;
  const number = () => {
    for (let value = 0, place = 1; ; place *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('The model ends too early');
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = number();
    const kind = key % 8;
    let length = 0;
    if (kind === 0) number();
    else if (kind === 1) length = 8;
    else if (kind === 2) length = number();
    else if (kind === 5) length = 4;
    else throw new Error('The model is damaged');
    if (at + length > message.length) throw new Error('The model ends too early');
    yield [Math.floor(key / 8), kind === 2 ? message.subarray(at, at + length) : undefined];
    at += length;
  }
}
