/* global AudioWorkletProcessor, registerProcessor, sampleRate */

// The least that captures and plays.

class BareCapture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.fresh();
  }

  fresh() {
    this.chunk = new Int16Array(sampleRate / 50);
    this.filled = 0;
  }

  process([[input]]) {
    for (const sample of input ?? []) {
      this.chunk[this.filled] = Math.max(-1, Math.min(1, sample)) * 32767;
      this.filled += 1;
      if (this.filled < this.chunk.length) continue;
      this.port.postMessage(this.chunk, [this.chunk.buffer]);
      this.fresh();
    }
    return true;
  }
}

class BarePlayback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = [];
    this.at = 0;
    this.port.onmessage = ({ data }) => {
      if (data) this.queue.push(data);
      else this.queue = [];
      if (!data) this.at = 0;
    };
  }

  process(_, [[output]]) {
    for (let i = 0; i < output.length && this.queue.length > 0; i += 1) {
      output[i] = this.queue[0][this.at];
      this.at += 1;
      if (this.at < this.queue[0].length) continue;
      this.queue.shift();
      this.at = 0;
    }
    return true;
  }
}

registerProcessor('bare-capture', BareCapture);
registerProcessor('bare-playback', BarePlayback);
