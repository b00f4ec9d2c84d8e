/* global AudioWorkletProcessor, currentFrame, registerProcessor */

// Copies what passes by, quantum by quantum, with the wall clock's time at which it was computed. Hands it over in
// batches to whoever holds the other end of the port it is given, which is not the main thread.
const batch = 32;
const quantum = 128;

class TapProcessor extends AudioWorkletProcessor {
  constructor() {
    super();
    this.out = null;
    this.fresh();
    this.port.onmessage = ({ data }) => {
      this.out = data;
    };
  }

  fresh() {
    this.filled = 0;
    this.frames = new Float64Array(batch);
    this.walls = new Float64Array(batch);
    this.samples = new Float32Array(batch * quantum);
  }

  process([input]) {
    if (!this.out) return true;
    this.frames[this.filled] = currentFrame;
    this.walls[this.filled] = Date.now();
    if (input[0]) this.samples.set(input[0], this.filled * quantum);
    this.filled += 1;
    if (this.filled < batch) return true;
    const { frames, walls, samples } = this;
    this.out.postMessage({ frames, walls, samples }, [frames.buffer, walls.buffer, samples.buffer]);
    this.fresh();
    return true;
  }
}

registerProcessor('bench-tap', TapProcessor);
